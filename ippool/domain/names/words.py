"""The common words of organizations' names, in full and as the offices abbreviate them."""

from __future__ import annotations

# one canonical word, then how else it is written or abbreviated
_ENGLISH = """
university: univ universitaet universitat universite universiteit universita universidad universidade universitet
institute: inst institut instituto istituto
technology: tech technol technologies tec techn techno
technical: technisch technische
research: res rech reserch reseach reserach
development: dev devel developement
science: sci sciences scis
scientific: scient
national: nat natl nationale nacional
international: int intl internat
industry: ind inds industries industrial indust
chemical: chem chemicals
electric: elec electr electrical electrics
electronic: electronics electron
manufacturing: mfg manuf manufacture manufacturers manufacturer mfr
machinery: machine machines mach
engineering: eng engin engrg
works: work
metal: metals
material: materials mater
mining: min mines
laboratory: lab labs laboratories laborat
foundation: found fdn foundations fond
association: assoc assn associates
agency: agcy
center: centre cent ct ctr
administration: admin adm
organization: org orgn organisation
academy: acad
telegraph: telegr
telephone: teleph
insulator: insulators
motor: motors
automobile: automobiles
product: products prod
system: systems syst sys
pharmaceutical: pharmaceuticals pharm pharma pharmac
medical: med
agriculture: agric agri agricultural agricult
aerospace: aero
energy: energies
battery: batteries
ceramic: ceramics
semiconductor: semiconductors
precision: prec
heavy: hvy
steel: steels
college: coll
department: dept
government: govt gov
general: gen
holding: holdings hldgs hldg
group: grp
service: services svc
solution: solutions
management: mgmt
environment: environmental env environ
equipment: equip
textile: textiles
communication: communications commun
cooperation: coop cooperative
component: components
instrument: instruments instr
polymer: polymers
plastic: plastics
engine: engines
vehicle: vehicles
device: devices
network: networks
therapeutic: therapeutics
biological: biologicals biol
operation: operations
enterprise: enterprises
resource: resources
property: properties
innovation: innovations
investment: investments
corporation: corp
company: co
limited: ltd
japan: jp
inorganic: inorg
organic: org
prefectural: pref
advanced: adv
"""
# Words without weight: articles, prepositions, conjunctions.
_PLURALS = """
additive aircraft airline alloy antenna art bank bearing biologic boiler brake bridge brother building bus cable camera card
catalyst cell ceramic chemical chip circuit clinic coating color computer concept crane crystal design diagnostic director display
drug dynamic electronic factory fiber film filter food fuel furnace game gear gene glass hospital hotel house implant lamp laser
lens library light logistic magnet mechanic membrane mineral museum operation optic paint panel part partner patent photonic
physic pigment plastic power printer pump radio railway regent resin road robot robotic rubber satellite school science sensor
ship signal solution son space studio surgical system textile tire tool toy truck trustee vaccine valve venture wire woman
"""
_NOUNS = frozenset(_PLURALS.split())
_WEIGHTLESS = """
the of for and in a an on to de des du la le les et und der die das fur fuer zur zum von di del della dei da dos
"""
STOPWORDS = frozenset(_WEIGHTLESS.split())


def _table() -> dict[str, str]:
    table: dict[str, str] = {}
    for line in _ENGLISH.strip().splitlines():
        word, others = line.split(":")
        for other in others.split():
            table.setdefault(other, word)
    return table


_CANONICAL = _table()
CANONICAL_WORDS = frozenset(_CANONICAL.values())


def canonical(word: str) -> str:
    """Return the full, singular form of a common English word, and any other word as it is.

    >>> canonical("univ"), canonical("industries"), canonical("toyota")
    ('university', 'industry', 'toyota')
    """
    full = _CANONICAL.get(word)
    if full is not None:
        return full
    return word[:-1] if word[-1:] == "s" and word[:-1] in _NOUNS else word
