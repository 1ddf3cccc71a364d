"""What the common words of institutions' names are called in Latin letters. See `lexicon` for the rows."""

from __future__ import annotations

INSTITUTIONS = """
航空宇宙 항공우주 | aerospace
水産 | *suisan, fisheries
技術研究所 기술연구소 |
  technical research laboratory, technology research institute, *gijutsu kenkyusho, technical research institute,
  technical institute
技術研究組合 | technology research association, research association, technical research association, *gijutsu kenkyu kumiai
研究組合 | research association, *kenkyu kumiai
協同組合 | cooperative, *kyodo kumiai, cooperative association
組合 | *kumiai, association, union
研究所 연구소 研究院 연구원 연구개발원 실험실 研究室 |
  *kenkyusho, *kenkyujo, research institute, research laboratory, institute, laboratory, research and development laboratory,
  r d laboratory, research center, r and d laboratory
総合研究所 綜合研究所 |
  *sogo kenkyusho, research institute, general research institute, research development, research laboratory, *sogo kenkyujo,
  general institute
中央研究所 |
  *chuo kenkyusho, central research institute, central research laboratory, central research and development laboratory,
  central r d laboratory, central laboratory
基礎技術研究所 | fundamental technology research laboratory
研究機構 | research organization, research institute, *kenkyu kiko, research agency
研究開発機構 | research development organization, research development agency, agency research development, research institute
開発機構 | development organization, development agency, agency
機構 기구 | *kiko, organization, agency, institute
研究開発 연구개발 | research development, *kenkyu kaihatsu
研究 연구 リサーチ 리서치 | *kenkyu, research
研究センター 연구센터 研究中心 | research center, *kenkyu senta
センター 센터 中心 | center, *senta
事業団 | *jigyodan, corporation, agency, development corporation, development agency
振興会 | society promotion, *shinkokai
振興財団 | foundation promotion, promotion foundation, *shinko zaidan
財団 재단 ファウンデーション ファンデーション 파운데이션 | *zaidan, foundation
協会 협회 | *kyokai, association, society
学会 학회 | *gakkai, society
連盟 | *renmei, federation, league
連合会 | *rengokai, federation
大学 대학교 대학 大学校 ユニバーシティ ユニヴァーシティ 유니버시티 ユニバーシテイ | *daigaku, university
工業大学 공업대학 工業大学校 | *kogyo daigaku, institute technology, university technology, technological university
工科大学 공과대학교 工業大学 理工大学 工程大学 공과대학 |
  *koka daigaku, university technology, institute technology, university science technology
理工大学 | university technology, university science technology
理科大学 | *rika daigaku, university science
科学技術大学 과학기술대학교 科技大学 | university science technology
技術科学大学 기술과학대학 | *gijutsu kagaku daigaku, university technology
先端科学技術大学院大学 | advanced institute science technology, *sentan kagaku gijutsu daigakuin daigaku
科学技術大学院大学 | institute science technology, institute science technology graduate university
大学院大学 | graduate university, graduate institute, graduate school
先端科学技術院 과학기술원 | institute science technology
農工大学 | university agriculture technology, *noko daigaku
農業大学 농업대학 | university agriculture, agriculture university, *nogyo daigaku
電機大学 | *denki daigaku, denki university, electric university
医科大学 의과대학 | *ika daigaku, medical university, medical college, university medicine, university medical science
医療大学 | medical university, health university, healthcare university, university medical science, university health science
歯科大学 | dental university, dental college, *shika daigaku
薬科大学 | *yakka daigaku, pharmaceutical university, university pharmacy, university pharmaceutical science
女子大学 여자대학교 女子大 이화여자대학교 | *joshi daigaku, women university, womens university, women s university
外国語大学 | university foreign studies, *gaikokugo daigaku
芸術大学 | university arts, *geijutsu daigaku
体育大学 | *taiiku daigaku, sport university, sport science
教育大学 | university education, *kyoiku daigaku
学芸大学 | *gakugei daigaku, gakugei university
海洋大学 | university marine science technology, ocean university
経済大学 | university economics, *keizai daigaku
産業大学 | *sangyo daigaku, sangyo university
福祉大学 | university welfare, *fukushi daigaku
看護大学 | college nursing, nursing university, *kango daigaku
国際大学 | international university
師範大学 | normal university
交通大学 | jiaotong university
国立大学 | national university
市立大学 | city university, municipal university, *shiritsu daigaku
県立大学 | prefectural university, *kenritsu daigaku
都立大学 | metropolitan university
府立大学 | prefecture university, prefectural university, *furitsu daigaku
公立大学 | public university
短期大学 | junior college, *tanki daigaku
大学院 대학원 | graduate school
高等専門学校 | college technology, national college technology, *kosen, national institute technology
学園 | *gakuen, educational foundation
学院 | *gakuin, academy, college
病院 병원 ホスピタル | *byoin, hospital
大学病院 대학병원 | university hospital
付属病院 附属病院 | hospital, *fuzoku byoin
医学部附属病院 医学部付属病院 | hospital, university hospital
クリニック | clinic
産学協力団 산학협력단 産学協力財団 校産学協力団 産学連携団 産学連携協力団 연구산학협력단 |
  industry academic cooperation foundation, industry academy cooperation foundation, industry university cooperation foundation,
  university industry foundation, research business foundation, research business development foundation,
  industry cooperation foundation, industry collaboration foundation, academic industrial cooperation foundation,
  university industry cooperation group, academy industry foundation, industry academic cooperation corp, iucf,
  r and db foundation, rdb foundation, industry academic cooperation group
科学院 과학원 | academy sciences, academy science, *kagakuin
科学 과학 サイエンス 사이언스 サイエンシズ 사이언시즈 科技 | *kagaku, science
科学技術 과학기술 | *kagaku gijutsu, science technology
産業科学 산업과학 | industrial science
生命科学 생명과학 ライフサイエンス | life science
物理研究所 | institute physics
硅酸塩研究所 | institute ceramic
環境 환경 | *kankyo, environmental, environment
宇宙 우주 | *uchu, space
海洋 해양 | *kaiyo, ocean, marine
気象 | *kisho, meteorological
防災 | disaster prevention
衛生 | *eisei, hygiene, health, public health
食料 | food
食糧 | food
森林 | forestry, forest
放射線 | radiological
国立 국립 | *kokuritsu, national, natl
市立 시립 | *shiritsu, municipal, city
県立 | *kenritsu, prefectural, prefecture
都立 | *toritsu, metropolitan
府立 | *furitsu, prefectural, prefecture
インスティテュート インスティチュート インスティテュード インスチチュート インスティテート | institute
인스티튜트 アンスティテュ アンスティチュ | institute
メディカル 메디칼 메디컬 医学 | medical
カレッジ 칼리지 | college
アカデミー 아카데미 | academy
リージェンツ リージェント 리전츠 리젠츠 董事会 | regents
トラスティーズ | trustees
サントル センター | centre, center
シアンティフィク シアンティフィーク スィアンティフィク シアーンティフィク 샹띠피끄 | scientifique
ユニベルシテ ユニヴェルシテ ウニヴェルシテ ウニベルシテ 위니베르시떼 위니베르씨떼 | universite, university
コミサリア コミッサリア | commissariat
文化 | *bunka, culture, cultural
教育 교육 | *kyoiku, education, educational
社会 사회 | *shakai, society, social
地域 지역 | *chiiki, regional, region, local, community
地方 | *chiho, local, regional
健康 | *kenko, health
保健 | *hoken, health
福祉 | *fukushi, welfare
安全 | *anzen, safety
政策 | *seisaku, policy
都市 | *toshi, city, urban
交通 | *kotsu, traffic, transport
交流 | *koryu, exchange
国際交流 | international exchange, *kokusai koryu
支援 | *shien, support
推進 | promotion, *suishin
振興 진흥 | *shinko, promotion
研修 | training, *kenshu
人材育成 | human resources development
検査 | *kensa, inspection
試験場 試験所 | *shikenjo, experiment station, experimental station, testing center, research institute, research center
農業試験場 | agricultural experiment station, agricultural research center, agricultural research institute
畜産 | *chikusan, livestock, animal husbandry
林業 | *ringyo, forestry
農林 | *norin, agriculture forestry
農林水産 | agriculture forestry fisheries
園芸 | horticultural
食品研究 | food research
家畜 | livestock
工業技術センター | industrial technology center, industrial research center, industrial research institute
産業技術センター | industrial technology center, industrial technology institute
産業技術総合センター | industrial technology center
産業技術研究所 産業技術総合研究所 | industrial technology research institute, industrial research institute
技術センター 技術総合センター 技術中心 | technology center, technical center
技術支援センター | technology support center
総合技術研究所 | research institute technology
工業研究所 | industrial research institute, technology research institute, technical research institute
県 | *ken, prefecture, prefectural
府 | *fu, prefecture, prefectural
市 | *shi, city, municipal
経済 경제 | *keizai, economic, economics
文化財団 | cultural foundation
奨学会 奨学財団 | scholarship foundation, *shogakukai
科学財団 | science foundation
学術 | *gakujutsu, scientific, academic
基金 | *kikin, fund, foundation
評価 | evaluation
応用 | *oyo, applied
基礎 | fundamental, basic
工学 | *kogaku, engineering
理工学 | science engineering, *rikogaku
医学 | *igaku, medical, medicine
薬学 | *yakugaku, pharmaceutical, pharmacy
生物 생물 | *seibutsu, biological, biology
物理 물리 | *butsuri, physics, physical
分析 | *bunseki, analysis, analytical
統計 | *tokei, statistical, statistics
数理 | mathematical
分子 | *bunshi, molecular
量子 | *ryoshi, quantum
量子科学 | quantum science
核融合 | *kakuyugo, fusion
核融合科学 | fusion science
加速器 | *kasokuki, accelerator
人工知能 | artificial intelligence
土木学会 | society civil engineers
国土 | national land
環境科学 | environmental science
人間 | human
女子 | *joshi, women, womens, girls
女学院 女学園 | *jogakuin, jogakuin, *jogakuen
音楽 | *ongaku, music
芸術 | *geijutsu, art, arts
美術 | *bijutsu, art, fine arts
短期大学部 女子短期大学 女子短期大学部 |
  junior college, womens junior college, women junior college, *joshi tanki daigaku, womens college
音楽大学 | music university, university music, college music, *ongaku daigaku
美術大学 | art university, university art
学院大学 | *gakuin daigaku, gakuin university
学園大学 | *gakuen daigaku, gakuen university
専門職大学 | professional university
商科大学 | *shoka daigaku, university commerce
水産大学校 | fisheries university
防衛大学校 | national defense academy
工業高等専門学校 商船高等専門学校 |
  national institute technology college, national college technology, college technology, *kogyo koto senmon gakko
医師会 | medical association, *ishikai
歯科 | *shika, dental
看護 | *kango, nursing
総合病院 | general hospital, *sogo byoin
記念病院 | memorial hospital, *kinen byoin
赤十字病院 | red cross hospital, *sekijuji byoin
市民病院 市立病院 | municipal hospital, city hospital, *shimin byoin
中央病院 | central hospital, *chuo byoin
医療センター | medical center, *iryo senta
研究会 | research association, research society, society, *kenkyukai
委員会 위원회 | committee, commission, board
連合 | *rengo, federation, union
材料科学 재료과학 | material science
日本総合研究所 | japan research institute
全国 | national, all japan, *zenkoku
全日本 | all japan, *zen nihon, *zen nippon
庁 | *cho, government, agency
果樹 | *kaju, fruit tree
行政 | administrative, administration
管理 | *kanri, management, administrative
衛生研究所 | institute public health, institute hygiene
公衆衛生 | public health
鋳造所 | foundry
鉄工所 | *tekkosho, iron works, tekkohsho
鉄工 | *tekko, iron works
リハビリテーション | rehabilitation
キリスト教 | christian
キリスト | christ
仏教 | buddhist, *bukkyo
神学 | theological, theology
理工科大学 理科工業大学 理工科 | institute science technology, university science technology
医療科学 | medical science
医療科学大学 | university medical science, *iryo kagaku daigaku
健康科学 健康科学大学 | health science, university health science
健康福祉大学 | university health welfare
スポーツ科学 | sport science
工芸 | art craft, *kogei
外国 | foreign
商船 | merchant marine, maritime
動物 | animal
植物 | plant
微生物 | microbial, microbiology
細菌 | bacteria
感染症 | infectious disease, infectious diseases
循環器病 | cerebral cardiovascular
精神 | mental, psychiatry
神経 | neurology, neuro
脳 | brain
細胞 | cell
遺伝 | genetics
タンパク質 | protein
構造 | structural, structure
金融 | financial, finance
法律 | law
人事 | personnel
労働 | labor, labour
消費者 | consumer
高齢者 高齢社会 | elderly, aging
子ども 子供 | child, children
青少年 | youth
男女 | gender
情報科学 | information science
情報学研究所 | institute informatics
情報システム | information system
通信研究所 | communication laboratory
電磁 | electromagnetic
無線 | wireless, radio
半導体エネルギー研究所 | semiconductor energy laboratory
光学 | optical, optic, optics
光産業 | photonics industry
応用光学 | applied optic, applied optics
音響 | acoustic, acoustical
振動 | vibration
流体 | fluid
熱学 | thermal
高圧 | high pressure
高温 | high temperature
低温 | low temperature, cryogenic
超硬 | hard metal
工具 | tool, tools
測定 | measuring, measurement
計量 | measuring, weighing
秤 | scale
包装 | packaging
容器 | container
製缶 | can, seikan
紡織機械 | textile machinery
繊維工業 | textile industry
染色 | dyeing
皮革 | leather
木材 | timber, wood, lumber
林産 | forest product
造園 | landscape
緑化 | greenery
水質 | water quality
下水道 | sewage, sewerage
河川 | river
海事 | maritime
海上 | maritime, marine
船舶 | ship, marine
港 | port
航海 | navigation
宇宙科学 | space science
天文 | astronomical, astronomy
天文台 | astronomical observatory, observatory
気候 | climate
地震 | earthquake, seismic
火山 | volcano
地質 | geological
地熱 | geothermal
鉱物 | mineral
石炭 | coal
電源 | power source, power supply, *dengen
電源開発 | electric power development
配線 | wiring
照明 | lighting
映像 | video, image
画像 | image, imaging
出版 | publishing
書店 | book
広告 | advertising
印刷所 | printing works
運動 | sport
競技 | athletic
体育 | physical education
博物館 | museum
図書館 | library
資料館 | archive
水族館 | aquarium
動物園 | zoo
公園 | park
会館 | hall
ホテル | hotel
レストラン | restaurant
パートナーズ | partner
アソシエイツ アソシエーツ | associates, association
ソリューション | solution
ラボ | laboratory
コントロールズ コントロール | control
サイエンシーズ | science
ダイナミクス ダイナミックス | dynamic, dynamics
ハイ | high
ライト | light
グリーン | green
クリーン | clean
スマート | smart
スーパー | super
ニュー | new
オリジナル | original
デンタル | dental
ヘルシー | healthy
プロ | pro
セイフティ セーフティ | safety
セキュリティ セキュリティー | security
エコ | eco
アクア | aqua
ケミ | chemi
メカ | mecha
メカトロニクス | mechatronic, mechatronics
エレクトロニック | electronic
コンピュータ コンピューター | computer
コンピューティング | computing
クラウド | cloud
モデル | model
ツーリング | tooling
マシナリー マシーナリー | machinery
コーティング | coating
メッキ 鍍金 | plating
フィルター フィルタ | filter
リンク | link
テレコム | telecom
林野 | forestry
"""
