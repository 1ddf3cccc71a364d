"""What the words of trades and products in organizations' names are called in Latin letters. See `lexicon` for the rows."""

from __future__ import annotations

TRADES = """
警察 | *keisatsu, police
協力 | *kyoryoku, cooperation
流通 | *ryutsu, distribution
災害 | *saigai, disaster
防止 | *boshi, prevention
局 | bureau
海外 | *kaigai, overseas
次世代 | next generation
地図 | map
がん | cancer
特許 | patent
品質 | quality
品質保証 | quality assurance
製品 | product
石灰 | *sekkai, lime
獣医 | veterinary
畜産学 | animal science
無機 | inorganic
有機 | organic
計画 | planning
処理 | processing, treatment
促進 | promotion
再生 | regeneration, renewal, recycling
内水面 | inland water, inland waters, inland
行動 | behavioral, behavioral
栄養 | nutrition
土地 | land
信頼性 | reliability
非破壊 | nondestructive, non destructive
航法 | navigation
調査 | research, survey
調査会 | research association, research institute
記念 | memorial, *kinen
自動機 | automatic machinery, automatic machine, *jidoki
自動機械 | automatic machinery
輸送機 | transport machinery, *yusoki
輸送用機器 | transport equipment
建設機械 | construction machinery
農業機械 | agricultural machinery
農機具 | agricultural machinery
医薬品 | pharmaceutical, drug
医薬品医療機器 | pharmaceutical medical device
医療福祉大学 | university health welfare
医療福祉 | medical welfare, health welfare
工科 | technology
獣医師会 | veterinary medical association
光科学 | photon science, photonics
中性子 | neutron
数学 | mathematics, mathematical
海底 | submarine, subsea
水産加工 | seafood processing
船渠 ドック | dock, dockyard
造機 | *zoki
鋼機 | *koki
化工機 | *kakoki, chemical plants
化工 | *kako, chemical
化研 | *kaken
化薬 | *kayaku
火薬 | *kayaku, explosives
塗装 | coating, painting
塗料工業 | paint industry
木工 | woodworking
家具 | furniture
楽器製造 | musical instrument
電器産業 | electric industry, electric industrial
電器工業 | electric industry
電機工業会 | electrical manufacturers association
無線機 | radio
通信機 | communication equipment, *tsushinki
通信工業 | communication industry
精密機器 | precision instrument
精密電子 | precision electronic
計装 | instrumentation
計算機 | computer
電算 | *densan, computer
電算機 | computer
電算センター | computer center
電動機 | electric motor
電熱 | electric heating
電極工業 | electrode industry
送風機 | blower
圧縮機 | compressor
圧延 | rolling
鍛工 | forging, *tanko
鋳鋼 | cast steel
鋳鉄 | cast iron
鉄鋼業 | steel
鉄鋼所 | steel works
伸線 | wire drawing
製線 | wire
製鎖 | chain
製釘 | nail
発条 | spring, *hatsujo
ばね スプリング | spring
歯車 | gear, *haguruma
歯車工業 | gear industry
軸受工業 | bearing industry
弁 | valve
継手 | coupling, joint
鋼線 | steel wire
線材 | wire rod
金型 | mold, die
金網 | wire netting
刃物 | cutlery, knife
砥石 | grinding wheel
研磨 | polishing, grinding
研削 | grinding
研磨材 | abrasive
写真機 | camera
カメラ | camera
レンズ | lens
光機 | *koki, optical
顕微鏡 | microscope
フイルター | filter
フィルム工業 | film industry
紙器 | paper container, package
段ボール | corrugated board
パルプ | pulp
製材 | sawmill, lumber
製瓶 | bottle
製袋 | bag
製茶 | tea
製塩 | salt
塩業 | salt
精糖 | sugar refining
食品工業 | food industry, foods, food
食糧工業 | food industry
飲料 | beverage
乳製品 | dairy product
水産工業 | fisheries industry
冷凍 | refrigeration, freezing
冷蔵 | cold storage
冷凍機 | refrigerator
暖房 | heating
給湯 | water heating
厨房 | kitchen
住設 | housing equipment
住建 | *juken, housing
建材 | building material, *kenzai
建具 | fittings
ガラス繊維 | glass fiber
石綿 | asbestos
煉瓦 | brick, refractories
耐火 | refractory, fire resistant
窯業 | ceramics, *yogyo, ceramic
陶器 | *toki, pottery
衛生陶器 | sanitary ware
ほうろう | enamel
電磁波 | electromagnetic wave
磁石 | magnet
磁性 | magnetic
磁気 | magnetic
電解工業 | electrolytic industry
液晶 | liquid crystal
表示 | display
ディスプレイ ディスプレー | display
半導体製造 | semiconductor manufacturing
集積回路 | integrated circuit
回路 | circuit
プリント | printed
プリント回路 | printed circuit
コネクタ コネクター | connector
スイッチ | switch
リレー | relay
モジュール | module
ロボット | robot, robotics
ロボット工業 | robot industry
オートメ | automation
無人搬送 | automated guided
搬送機 | conveyor, conveyance
運搬機 | transport machinery
エレベータ エレベーター | elevator
エスカレーター | escalator
コンベヤ コンベア コンベヤー | conveyor
チェーン チエイン チェイン | chain
ベルト | belt
ホース | hose
パイプ | pipe
ロープ | rope
ネット | net
テープ | tape
シート | sheet
フォーム | foam
ペット | pet
トイ | toy
スポーツ | sports, sport
シューズ | shoes
アパレル | apparel
カーペット | carpet
ボタン | button
ミシン | sewing machine
縫製 | sewing
印章 | seal
文具 | stationery
鉛筆 | pencil
万年筆 | fountain pen
時計工業 | watch industry
眼鏡 | optical, eyeglass
補聴器 | hearing aid
義肢 | prosthetics
介護 | nursing care
再生医療 | regenerative medicine
遺伝子 | gene
創薬 | drug discovery
臨床 | clinical
診断薬 | diagnostic, diagnostics
検査センター | laboratory, testing center
試薬 | reagent
ワクチン | vaccine
血清 | serum
漢方 | kampo
生薬 | crude drug
薬用 | medicinal
薬業 | *yakugyo, pharmaceutical
化粧料 | cosmetics
石鹸 石けん | soap, *sekken
洗剤 | detergent
界面 | surface
接着 | adhesion
接着剤 | adhesive
粘着 | adhesive
合板 | plywood
集成材 | laminated wood
防水 | waterproofing
断熱 | heat insulation
防音 | soundproof
免震 | seismic isolation
測量 | survey, surveying
測器 | instrument
気象協会 | weather association
衛星 | satellite
航測 | aerial survey
航空機 | aircraft
飛行機 | aircraft, airplane
ヘリコプター | helicopter
宇宙開発 | space development
防衛 | defense
防衛装備 | defense equipment
消防 | fire fighting, fire
防犯 | security
警備 | security
鑑定 | appraisal
法務 | legal
知的財産 | intellectual property
知財 | intellectual property
特許事務所 | patent office
投資 | investment
資本 | capital
信託 | trust
信用金庫 | credit union, shinkin bank
共済 | mutual aid, *kyosai
年金 | pension
統計研究 | statistical research
経済研究所 | economic research institute, institute economic research
社会経済研究所 | institute social economic research
"""
