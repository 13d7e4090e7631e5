"""Checking texts: each language has all of them and no others, and each can be sent as it stands.

Must never judge a wording.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from jinja2 import TemplateError, nodes

from bot.content import markup
from bot.content.catalogue import Catalogue, Expected, Place, block_of, labels_of
from bot.content.files import File
from bot.content.texts import FILTERS, SHARED, Language, environment
from bot.core.answers import Question, fold
from bot.core.conversation import Conversation
from bot.core.errors import ContentError
from bot.proof.readable import Content

LONGEST = {Place.BUTTON: 64, Place.TOAST: 200, Place.MENU: 256}


def problems(content: Content) -> Iterator[ContentError]:
    """Yield what is wrong with the texts of every language that could be read."""
    expected = content.expected
    for language in content.languages.values():
        yield from _unknown(content, language, expected)
        yield from _missing(content, language, expected)
        for name, wanted in expected.items():
            yield from _rendered(language, name, wanted)
        for conversation in content.conversations.values():
            yield from _labels(language, conversation)
        yield from _synonyms(content, language)
    for path, file in content.files.items():
        if path.endswith(".j2"):
            yield from _template_problems(file)


def _unknown(content: Content, language: Language, expected: Catalogue) -> Iterator[ContentError]:
    """Yield texts that nothing asks for, which is what a mistyped name looks like."""
    shared = {name.partition(".")[2] for name in expected if name.partition(".")[0] in content.conversations}
    doubtful = content.doubtful
    for name in sorted(language.texts()):
        file, _, block = name.partition(".")
        if name not in expected and file not in doubtful and not (file == SHARED and block in shared):
            fault = "Nothing asks for a text of this name."
            yield ContentError(
                f"templates/{language.code}/{file}.j2", block, fault, "Remove it, or check its spelling."
            )


def _missing(content: Content, language: Language, expected: Catalogue) -> Iterator[ContentError]:
    broken = {problem.file for problem in content.problems}
    for name, wanted in expected.items():
        file = f"templates/{language.code}/{name.partition('.')[0]}.j2"
        shared = f"templates/{language.code}/{SHARED}.j2"
        if not wanted.optional and not language.has(name) and not broken & {file, shared}:
            block = name.partition(".")[2]
            yield ContentError(file, block, "This text is missing.", f"Add {{% block {block} %}}…{{% endblock %}}.")


def _rendered(language: Language, name: str, wanted: Expected) -> Iterator[ContentError]:
    """Yield the first fault of a text over all its samples."""
    if not language.has(name):
        return
    file, block = _home(language, name)
    for sample in wanted.samples:
        try:
            said = language.say(name, **sample)
        except ContentError as problem:
            yield ContentError(file, block, problem.fault, problem.remedy)
            return
        fault, remedy = _fault(said, wanted.place)
        if fault:
            yield ContentError(file, block, fault, remedy)
            return


def _fault(said: str, place: Place) -> tuple[str, str]:
    if not said:
        return "This text is empty.", "Say something, in every case."
    if place is not Place.MESSAGE and markup.has_tags(said):
        return f"A tag stands in a {place}, which shows none.", "Remove the tags."
    fault = markup.fault(said)
    if fault:
        return fault, "Use the tags that Telegram knows, close each, and write &lt; for <."
    most = LONGEST.get(place)
    if most and len(markup.plain(said)) > most:
        return f"This {place} is longer than {most} characters.", "Shorten it."
    return "", ""


def _labels(language: Language, conversation: Conversation) -> Iterator[ContentError]:
    """Yield labels of one question that read the same, and typed words that mean two of its options."""
    for question in conversation.questions:
        names = [name for name in labels_of(conversation, question) if language.has(name)]
        said: dict[str, str] = {}
        for name in names:
            words = fold(_said(language, name))
            if words in said:
                file, block = _home(language, name)
                fault = f"This label reads the same as {said[words].partition('.')[2]}."
                yield ContentError(file, block, fault, "Give every answer a label of its own.")
            said.setdefault(words, name)
        yield from _ambiguous(language, conversation, question)


def _ambiguous(language: Language, conversation: Conversation, question: Question) -> Iterator[ContentError]:
    means: dict[str, str] = {}
    for option in question.options:
        name = f"{conversation.id}.{question.id}__{block_of(option)}"
        label = [_said(language, name)] if language.has(name) else []
        for word in {fold(one) for one in [*label, *language.spoken.synonyms.get(option, [])]}:
            if means.setdefault(word, option) != option:
                fault = f"“{word}” means both {means[word]} and {option} in {conversation.id}.{question.id}."
                file = f"templates/{language.code}/language.toml"
                yield ContentError(file, f"synonyms {option}", fault, "Let every word mean one answer.")


def _synonyms(content: Content, language: Language) -> Iterator[ContentError]:
    if SHARED in content.doubtful:
        return
    options = {
        option
        for conversation in content.conversations.values()
        for question in conversation.questions
        for option in question.options
    }
    for option in language.spoken.synonyms:
        if option not in options:
            file = f"templates/{language.code}/language.toml"
            yield ContentError(file, f"synonyms {option}", "No question has this option.", "Check its spelling.")


@lru_cache(maxsize=128)
def _template_problems(file: File) -> tuple[ContentError, ...]:
    return tuple(_template(file))


def _template(file: File) -> Iterator[ContentError]:
    """Yield text outside any block, which nobody would ever read, and filters that texts do not need."""
    try:
        tree = environment().parse(file.text)
    except TemplateError:
        return  # The file could not be read, and that has been said.
    outside = (part for part in tree.body if isinstance(part, nodes.Output))
    loose = [part for part in outside if any(not _is_blank(inner) for inner in part.nodes)]
    if loose:
        fault = "Text stands outside any block, so nobody ever reads it."
        yield ContentError(file.path, f"line {loose[0].lineno}", fault, "Put it into a block, or remove it.")
    for used in tree.find_all(nodes.Filter):
        if used.name not in FILTERS:
            fault = f"The filter “{used.name}” is not allowed in texts."
            yield ContentError(file.path, f"line {used.lineno}", fault, f"Use one of: {', '.join(sorted(FILTERS))}.")


def _is_blank(part: nodes.Node) -> bool:
    return isinstance(part, nodes.TemplateData) and not part.data.strip()


def _home(language: Language, name: str) -> tuple[str, str]:
    """Return the file and the block that a text really comes from."""
    file, _, block = name.partition(".")
    own: Mapping[str, object] = getattr(language.templates.get(file), "blocks", {})
    return f"templates/{language.code}/{file if block in own else SHARED}.j2", block


def _said(language: Language, name: str) -> str:
    try:
        return markup.plain(language.say(name))
    except ContentError:
        return name  # That the label cannot be said is reported where it is rendered.
