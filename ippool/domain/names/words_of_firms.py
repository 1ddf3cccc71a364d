"""What the common words of firms' names are called in Latin letters. See `lexicon` for the rows."""

from __future__ import annotations

FIRMS = """
自動車 자동차 汽車 モーター モータース モーターズ 모터 모터스 | *jidosha, motor, automobile, automotive, car
自動車工業 | *jidosha kogyo, motor, automobile, automobile industry
自動織機 | *jidoshokki, *jido shokki, automatic loom works, automatic loom
自動車部品 | automotive component, automotive parts, auto parts
発動機 | *hatsudoki, motor, engine
技研 | *giken
技研工業 | *giken kogyo, giken industry
製作所 | *seisakusho, *seisakujo, manufacturing, works
製作 | *seisaku, manufacturing
製造 | *seizo, manufacturing
重工業 중공업 | *jukogyo, *ju kogyo, heavy industry
重工 중공업 | *juko, heavy industry
重機械工業 | *jukikai kogyo, heavy industry, heavy machinery industry, heavy machinery
重機 | heavy machinery, heavy equipment, *juki
工業 공업 | *kogyo, industry, industrial
鉱業 | *kogyo, mining
鉱山 광산 | *kozan, mining
金属鉱業 | *kinzoku kogyo, mining smelting, metal mining
金属鉱山 | *kinzoku kozan, metal mining
金属工業 | *kinzoku kogyo, metal industry, metal
金属 금속 金属製品 | *kinzoku, metal
非鉄金属 | nonferrous metal
電機 電気機器 전기 | *denki, electric, electric machinery, electric manufacturing, electric works
電機製作所 | *denki seisakusho, electric manufacturing, electric works
電機工業 電気工業 전기공업 | *denki kogyo, electric industry, electric
電気 電器 전기 | *denki, electric, electricity
電子 전자 電子工業 エレクトロニクス エレクトロニックス 일렉트로닉스 | *denshi, electronic
電子工業 | *denshi kogyo, electronic industry
電子部品 | *denshi buhin, electronic component
電子通信 전자통신 | electronic telecommunication
電工 | *denko, electric industry
電線 | *densen, electric wire, cable, electric wire cable, wire cable
電線工業 | cable industry, wire cable
電池 배터리 バッテリー 電池工業 | *denchi, battery, storage battery
電装 | *denso
電力 전력 | *denryoku, electric power, power
電設 | *densetsu, electric construction
電産 | *densan
電話 | *denwa, telephone
電信電話 | telegraph telephone, *denshin denwa
電信 | *denshin, telegraph
通信 통신 | *tsushin, communication, telecommunication
情報 정보 | *joho, information
情報通信 정보통신 | information communication, *joho tsushin
化学 화학 化學 ケミカル ケミカルズ 케미칼 케미컬 | *kagaku, chemical, chemistry
化学工業 화학공업 | *kagaku kogyo, chemical industry, chemical
化成 | *kasei
化成工業 | *kasei kogyo
石油化学 석유화학 | petrochemical, *sekiyu kagaku
瓦斯化学 ガス化学 | gas chemical, *gasu kagaku
瓦斯 ガス 가스 | *gasu, gas
石油 석유 | *sekiyu, oil, petroleum
鉱油 | oil
硝子 ガラス 글라스 グラス | *garasu, glass
板硝子 | sheet glass, *itagarasu
製紙 제지 | *seishi, paper, paper manufacturing, paper mills
製薬 제약 | *seiyaku, pharmaceutical
薬品 약품 | *yakuhin, pharmaceutical
薬品工業 製薬工業 | *yakuhin kogyo, pharmaceutical industry, pharmaceutical
医薬 의약 | pharmaceutical, medicine
ファーマ 파마 | pharma, pharmaceutical
製鋼 제강 | *seiko, steel, steel works
製鋼所 | steel works, *seikosho
製鉄 제철 | *seitetsu, steel, iron steel
製鉄所 | steel works, iron works
鉄鋼 철강 스틸 スチール 鋼鉄 | *tekko, steel, iron steel
特殊鋼 | special steel, *tokushuko
陶業 | *togyo, ceramic
軽金属 | light metal, *keikinzoku
伸銅 | copper brass
精錬 製錬 | smelting, *seiren
精密 정밀 | *seimitsu, precision
精密工業 | precision industry, *seimitsu kogyo
精密機械 | precision machinery
精機 | *seiki
精工 | *seiko
精器 | *seiki
機械 기계 機器 マシーン マシナリー | *kikai, machinery, *kiki, machine works
機械製作所 | machine works, machinery works, machinery, *kikai seisakusho
機械工業 | machinery industry, *kikai kogyo, machinery
工機 | *koki, machine tool
機工 | *kiko
産業 산업 | *sangyo, industry, sangyo kaisha
産業機械 | industrial machinery
総業 | *sogyo
興業 | *kogyo
興産 | *kosan
商事 | *shoji, trading
商会 | *shokai
商店 | *shoten
物産 물산 | *bussan
貿易 | *boeki, trading
建設 건설 | *kensetsu, construction
建機 | construction machinery, *kenki
工務店 | *komuten
組 | *gumi
鉄道 철도 | *tetsudo, railway, railroad
旅客鉄道 | railway, passenger railway
車輌 車両 | *sharyo, rolling stock
車輌製造 車両製造 | *sharyo seizo, rolling stock manufacturing
車体 | auto body, *shatai
航空 항공 | *koku, aviation, airlines
造船 조선 | *zosen, shipbuilding
造船重機械 | shipbuilding heavy machinery
電気化学 | *denki kagaku, electrochemical
ゴム 고무 | *gomu, rubber
ゴム工業 고무공업 | *gomu kogyo, rubber industry, rubber
紡績 | *boseki, spinning, cotton spinning
紡織 | *boshoku
繊維 섬유 | *seni, textile, fiber
化繊 | synthetic fiber
樹脂 | *jushi, resin
樹脂工業 | *jushi kogyo, resin industry, plastics
合成ゴム | synthetic rubber, *gosei gomu
合成化学 | synthetic chemical, *gosei kagaku
合成化学工業 | synthetic chemical industry, *gosei kagaku kogyo
合成 | *gosei, synthetic
塗料 페인트 ペイント | *toryo, paint
油脂 | *yushi, oil fat
油化 | *yuka, petrochemical
曹達 ソーダ | *soda
曹達工業 | soda industry, *soda kogyo
肥料 | fertilizer, *hiryo
食品 식품 | *shokuhin, food
製菓 | *seika, confectionery
製粉 | *seifun, flour milling
乳業 | *nyugyo, dairy, milk industry
酒造 | *shuzo, brewing
麦酒 | *biru, brewery
醸造 | *jozo, brewing
製糖 | *seito, sugar
農業 농업 | *nogyo, agriculture
農機 | *noki, agricultural machinery
農薬 | *noyaku, agrochemical
セメント 시멘트 세멘토 水泥 | cement, *semento
碍子 | *gaishi, insulator
電極 | electrode
炭素 | *tanso, carbon
カーボン 카본 | carbon
触媒 | *shokubai
印刷 | *insatsu, printing
写真フイルム | photo film
写真 | photo, *shashin
光学 광학 | *kogaku, optical
光学工業 | *kogaku kogyo, optical industry, optical
計器 | *keiki, instrument
計測 | *keisoku, measurement, instrument
医療 의료 | *iryo, medical
医療機器 의료기기 | medical instrument, medical device
放送 방송 | *hoso, broadcasting
銀行 은행 | *ginko, bank
証券 증권 | *shoken, securities
保険 | *hoken, insurance
生命保険 | life insurance
不動産 | *fudosan, real estate
運輸 | *unyu, transport
運送 | *unso, transport
倉庫 | *soko, warehouse
新聞 | *shimbun, newspaper
開発 개발 | *kaihatsu, development
技術 기술 | *gijutsu, technology, technical, engineering
外国語 | *gaikokugo, foreign languages, foreign studies
義塾 | *gijuku, university
科技 과기 | technology, science technology
産業技術 산업기술 | industrial technology, *sangyo gijutsu
材料 재료 マテリアル マテリアルズ マテリアルス 머티리얼즈 머티리얼스 머터리얼스 메티리얼스 小材 소재 | *zairyo, material
新材料 신소재 | new material, advanced material
新能源 신에너지 | new energy
能源 에너지 エネルギー エナジー エナジィ 에너지 | *enerugi, energy
原子能 原子力 원자력 アトミック | *genshiryoku, atomic energy, nuclear, nuclear power
地球 | earth
総合 綜合 종합 | *sogo, general, comprehensive
中央 중앙 | *chuo, central
先端 첨단 | *sentan, advanced
高等 | advanced
国際 국제 インターナショナル 인터내셔널 | *kokusai, international
世界 | *sekai, world
北米 ノースアメリカ 노스아메리카 | north america
公社 공사 | corporation, public corporation
公団 공단 | corporation
公司 | company
集団 그룹 グループ | group, *shudan
控股 ホールディングス ホールディング 홀딩스 지주 | holding
マネジメント マネージメント 매니지먼트 | management
システム システムズ 시스템 시스템즈 系統 | system
テクノロジー テクノロジーズ 테크놀로지 테크놀로지스 테크놀러지 테크놀로지즈 テクノロジ テクノロヂー | technology
テクニカル | technical
テクノ 테크노 | techno
テック 텍 테크 | tech, tec
エンジニアリング 엔지니어링 工程 | engineering
インスツルメンツ インスツルメント インストゥルメンツ インスツルーメンツ 인스트루먼트 | instrument
インダストリーズ インダストリー インダストリアル 인더스트리즈 인더스트리 | industry, industrial
インコーポレーテッド インコーポレイテッド | incorporated
エレクトリック 일렉트릭 | electric
エレクトロン | electron
マニュファクチャリング マニュファクチュアリング 매뉴팩처링 | manufacturing
マイニング | mining
メタル メタルズ 메탈 메탈즈 | metal
マグネット | magnet
モビリティ 모빌리티 | mobility
モバイル 모바일 | mobile
オートモーティブ オートモティブ 오토모티브 | automotive
オート | auto
パワー 파워 | power
ソリューションズ ソリューション 솔루션 솔루션즈 | solution
サービス サービシーズ 서비스 服務 | service
コミュニケーションズ コミュニケーション 커뮤니케이션 | communication
ネットワークス ネットワーク 네트워크 网絡 | network
ソフトウェア ソフトウエア 소프트웨어 | software
デバイス デバイセズ 디바이스 | device
セミコンダクター セミコンダクタ セミコンダクターズ 세미컨덕터 半導体 반도체 | semiconductor, *handotai
エナジーソリューション 에너지솔루션 | energy solution
ホスピタリティ | hospitality
オペレーションズ オペレーション 오퍼레이션스 오퍼레이팅 | operation, operating
プロダクツ プロダクト 프로덕츠 | product
インダストリアルプロダクツ | industrial product
パテント 파텐트 | patent
ライセンシング | licensing
セラピューティクス セラピューティックス 테라퓨틱스 | therapeutic
バイオ 바이오 | bio
サージカル | surgical
ヘルス ヘルスケア 헬스케어 | health, healthcare
ロボティクス 로보틱스 機器人 | robotic, robotics
オートメーション | automation
コンポーネンツ コンポーネント | component
グローバル 글로벌 | global
ユナイテッド | united
ステイト ステート 스테이트 | state
オブ 오브 オヴ | of
アンド 앤드 앤 ウント | and
ザ 더 | the
フォー 포 | for
ジャパン 재팬 | japan
アメリカ 아메리카 북미 | america
ヨーロッパ 유럽 유로페 | europe
チャイナ | china
コリア 코리아 | korea
カナダ | canada
ジャーマニー | germany
ドイツ ドイッチュラント ドイッチェランド | germany, deutschland
ボード 보드 | board
コーポレート | corporate
コーポレーション コーポレイション 코포레이션 コーポレーシヨン | corporation
カンパニー 컴퍼니 캄파니 컴페니 | company
ナショナル ナスィオナル ナシオナル 나쇼날 나시오날 | national
ルシェルシュ ルシェルシェ 러쉐르쉬 리쉐르쉐 リサーチ | recherche, research
ア 아 | a
ド ドゥ デ ラ ル 드 라 | de, la, le
ラボラトリーズ ラボラトリー ラボ 래버러토리 | laboratory
ベンチャーズ | ventures
キャピタル | capital
トラスト | trust
デザイン | design
デジタル | digital
データ | data
ケア | care
ツール ツールズ | tool
エンタープライズ エンタープライゼス | enterprise
ホーム | home
フィルム フイルム | film
ケーブル | cable
スペシャリティ | specialty
生産性 | productivity
生産技術 | production technology, manufacturing technology
生産 | *seisan, production
経営 | *keiei, management
企業 기업 | *kigyo, enterprise, business
創造 | *sozo, creation
機能 | function, functional
超電導 | superconductivity
溶接 | *yosetsu, welding
鋳造 | *chuzo, casting, foundry
鍛造 | forging
表面 | surface
設備 | *setsubi, equipment, facilities
施設 | facility
設計 | *sekkei, design
建築 | *kenchiku, architecture, building
土木 | *doboku, civil
住宅 | *jutaku, housing
道路 | *doro, road, highway
高速道路 | expressway
港湾 | port
空港 | airport
観光 | tourism
物流 | *butsuryu, logistics
輸送 | transport
水道 | *suido, water
電気通信 | electro communication, telecommunication, *denki tsushin
建設技術 | construction technology
生活 | life
家庭 | home
映画 | film
商業 | *shogyo, commercial
中小企業 중소기업 | small medium enterprise, small business
廃棄物 | waste
資源 자원 | resource, *shigen
水素 수소 | hydrogen
風力 | wind power
太陽電池 | solar cell
太陽光発電 | photovoltaic, solar power generation
太陽光 | solar
発電 | power generation, *hatsuden
燃料電池 연료전지 | fuel cell, *nenryo denchi
溶融炭酸塩型燃料電池 | molten carbonate fuel cell
発酵 | *hakko, fermentation
薬局 | *yakkyoku
化粧品 | *keshohin, cosmetics
香料 | *koryo, flavor, perfumery
染料 | *senryo, dyestuff
顔料 | *ganryo, pigment
色素 | *shikiso
電解 | electrolytic
電解銅箔 | electrolytic copper foil
真空 | *shinku, vacuum
鋼管 | *kokan, steel tube
鋼業 | *kogyo, steel
鋼板 | steel sheet
高周波 | high frequency, *koshuha
熱処理 | *netsushori, heat treatment
油圧 | hydraulic
空調 | *kucho, air conditioning
冷機 冷熱 | *reinetsu
制御 | *seigyo, control
時計 | *tokei, watch
楽器 | *gakki
玩具 | toy
輪業 | *ringyo
車両工業 | *sharyo kogyo
特殊 | *tokushu, special, specialty
紙業 紙工業 | *shigyo, paper
加工 | *kako, processing
セラミックス セラミック 세라믹 세라믹스 | ceramic
ブレーキ 브레이크 | brake
ベアリング 베어링 | bearing
軸受 | *jikuuke, bearing
バルブ | valve
ポンプ | pump
ボイラ ボイラー | boiler
クレーン | crane
フォークリフト | forklift
トラック | truck
バス | bus
タイヤ 타이어 | tire
プラスチック プラスチックス 플라스틱 プラスティック | plastic
プラスチック工業 | plastic industry
ポリマー | polymer
シリコン シリコーン 실리콘 | silicon, silicone
チタニウム | titanium
アルミニウム アルミニューム 알루미늄 | aluminum, aluminium
アルミ | aluminum
ステンレス | stainless
ペーパー | paper
ワイヤー | wire
プレス工業 | press kogyo, press industry
プレス | press
ゲーム | game
フーズ フード | foods, food
ファーム | farm
ビール | brewery
ガラス工業 | glass industry
ソフト | soft
ハイテク | high tech, hightech
ハイテクノロジーズ | high technology
オプト | opto
オプティクス オプティカル | optic, optics, optical
フォトニクス | photonics
レーザー レーザ | laser
センサー センサ | sensor
マイクロ | micro
ナノ | nano
ナノテク | nanotech
スペース | space
エアクラフト | aircraft
エンジン | engine
ギア ギヤ | gear
バイオテクノロジー バイオテック | biotechnology, biotech
ライフ | life
キッチン | kitchen
パーツ | parts
パック | pack
パッケージ | package
プリンティング | printing
クリエイト クリエート | create
コンサルタント コンサルタンツ | consultant
コンサルティング | consulting
ワークス | works
スタジオ | studio
カード | card
ビジネス | business
ビジョン | vision
プラント | plant
プランニング | planning
インフォメーション | information
インターネット | internet
アジア | asia
アジア太平洋 | asia pacific
ノース | north
サウス | south
イースト | east
ウエスト ウェスト | west
リチウム | lithium
"""
