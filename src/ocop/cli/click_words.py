"""Click's own words as our catalogue translates them: named here, so that they are looked for like ours.

Click gives the plural forms the same values as the singular, and Vietnamese has one form: it stands for both.
"""

from gettext import ngettext

from ocop.cli.language import gettext_noop

WORDS = (
    gettext_noop("Usage:"),
    gettext_noop("Options"),
    gettext_noop("Commands"),
    gettext_noop("Show this message and exit."),
    gettext_noop("Error: {message}"),
    gettext_noop("Aborted!"),
    gettext_noop("Try '{command} {option}' for help."),
    gettext_noop("Missing argument"),
    gettext_noop("Missing option"),
    gettext_noop("Missing command."),
    gettext_noop("No such option {name!r}."),
    gettext_noop("No such command {name!r}."),
    ngettext("Did you mean {possibility}?", "Did you mean {possibility}?", 1),
    ngettext("Got unexpected extra argument ({args})", "Got unexpected extra argument ({args})", 1),
    ngettext("Option {name!r} requires an argument.", "Option {name!r} requires an argument.", 1),
    gettext_noop("Option {name!r} does not take a value."),
    gettext_noop("Invalid value for {param_hint}: {message}"),
    gettext_noop("{value!r} is not a valid {number_type}."),
    gettext_noop("{value} is not in the range {range}."),
)
