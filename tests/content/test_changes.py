"""What differs between two sets of content files, and what follows what for those who are under way."""

from bot.content.changes import Change, changes, kind_of, of_floor, succession
from bot.content.files import CLINIC_FLOOR, FLOOR, digest, gather
from bot.content.library import Library, Succession, of

OURS, THEIRS, H24 = "protocols/ours.toml", "protocols/theirs.toml", "conversations/h24.toml"
KNEE, WORDS = "protocols/conditions/knee.toml", "templates/en/h24.j2"


def test_each_file_is_new_changed_or_gone_and_of_one_kind() -> None:
    """What stays the same is not named; the floor comes first, the wording last."""
    before = {OURS: "1", THEIRS: "1", H24: "1", WORDS: "1"}
    after = {OURS: "2", H24: "1", WORDS: "2", KNEE: "1", CLINIC_FLOOR: "1"}

    assert changes(before, after) == (
        Change(CLINIC_FLOOR, "floor", "new"),
        Change(OURS, "protocol", "changed"),
        Change(THEIRS, "protocol", "gone"),
        Change(KNEE, "condition", "new"),
        Change(WORDS, "wording", "changed"),
    )
    assert changes(before, before) == ()


def test_every_shipped_file_has_a_kind_that_says_what_it_is() -> None:
    """Nothing that decides is taken for wording."""
    kinds = {path: kind_of(path) for path in gather()}

    assert kinds[FLOOR] == "floor"
    assert kinds["templates/es/language.toml"] == "wording"
    assert {kind for path, kind in kinds.items() if path.startswith("protocols/")} == {"floor", "protocol", "condition"}
    assert {kind for path, kind in kinds.items() if path.startswith("templates/")} == {"wording"}


def test_only_a_changed_floor_is_told_as_one() -> None:
    """A protocol is no floor."""
    assert of_floor(changes({FLOOR: "1"}, {FLOOR: "2"}))
    assert not of_floor(changes({OURS: "1"}, {OURS: "2"}))


def test_the_new_version_follows_every_earlier_one_of_its_file() -> None:
    """Also one that was published two updates ago and is still run on; nothing follows itself."""
    kept = [("1", OURS), ("2", OURS), ("3", OURS), ("9", H24)]
    found = changes({OURS: "2"}, {OURS: "3"})

    assert succession(Succession({"1": "2"}), {OURS: "3"}, kept, found) == {"1": "3", "2": "3"}


def test_where_a_version_comes_back_nobody_is_sent_away_from_it() -> None:
    """The clinic takes its update back: who is on the first version stays, the others return to it."""
    kept = [("1", OURS), ("2", OURS)]
    found = changes({OURS: "2"}, {OURS: "1"})

    assert succession(Succession({"1": "2"}), {OURS: "1"}, kept, found) == {"2": "1"}


def test_for_new_patients_only_nothing_follows_anything_new() -> None:
    """What an earlier update said goes on to hold."""
    assert succession(Succession({"1": "2"}), {OURS: "3"}, [("2", OURS)], ()) == {"1": "2"}


def test_a_protocol_that_is_gone_keeps_those_who_are_on_it() -> None:
    """A floor that is gone is gone for everybody who follows."""
    kept = [("1", OURS), ("5", CLINIC_FLOOR)]
    found = changes({OURS: "1", CLINIC_FLOOR: "5"}, {})

    assert succession(Succession(), {}, kept, found) == {"5": ""}


def test_a_plan_is_pinned_to_every_file_it_is_made_of(library: Library) -> None:
    """A changed condition or floor reaches nobody who is pinned, until the clinic says so."""
    pin = library.protocol("milestones", "it_band").version
    named = {library.files[path].version for path in (FLOOR, "protocols/milestones.toml")}
    named.add(library.files["protocols/conditions/it_band.toml"].version)

    assert named <= set(pin.split("+"))


def test_one_hash_names_all_files_together() -> None:
    """It changes with a text and with a name."""
    files = gather()
    path, file = next(iter(files.items()))

    assert digest(files) == digest(dict(reversed(files.items())))
    assert digest(files) != digest({other: one for other, one in files.items() if other != path})
    assert digest(files) != digest({**files, f"{path}x": file})


def test_a_text_that_the_new_files_lack_is_found_among_the_spare_ones(library: Library) -> None:
    """Whoever is on an earlier version never meets a sentence without words."""
    files = dict(library.files)
    words = files.pop("templates/en/week.j2")

    bare, spared = of(files, ("en",)), of(files, ("en",), [words])

    assert not bare.language("en").has("week.ran_besides")
    assert spared.language("en").has("week.ran_besides")


def test_a_library_becomes_another_in_one_step_for_everybody_who_holds_it(library: Library) -> None:
    """The content is exchanged in the running bot without anybody being handed a new library."""
    held = of(dict(library.files), ("en", "es"))
    other = of({path: one for path, one in library.files.items() if path != "templates/en/week.j2"}, ("en", "es"))

    held.become(other)

    assert held == other
    assert "templates/en/week.j2" not in held.files
