"""Licences under all their names, and when two of them contradict each other."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.core.licenses import Kinship, compare, license_of

SAME = [
    ("Apache 2.0", "Apache-2.0"),
    ("Apache License, Version 2.0", "apache-2.0"),
    ("Apache Software License 2.0", "Apache-2.0"),
    ("MIT License", "MIT"),
    ("The MIT License (MIT)", "mit"),
    ("License :: OSI Approved :: MIT License", "MIT"),
    ("BSD 3-Clause \"New\" or \"Revised\" License", "BSD-3-Clause"),
    ("New BSD License", "BSD-3-Clause"),
    ("GPLv3", "GPL-3.0-only"),
    ("GNU General Public License v3 (GPLv3)", "GPL-3.0"),
    ("GPL v3 or later", "GPL-3.0-or-later"),
    ("GNU Affero General Public License v3.0", "AGPL-3.0"),
    ("Mozilla Public License 2.0 (MPL 2.0)", "MPL-2.0"),
    ("MIT/Apache-2.0", "Apache-2.0 OR MIT"),
    ("Apache-2.0 WITH LLVM-exception", "Apache-2.0"),
    ("CC BY 4.0", "cc-by-4.0"),
    ("The Unlicense (Unlicense)", "Unlicense"),
    ("ISC License (ISCL)", "ISC"),
    ("EUPL-1.2", "EUPL-1.2"),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "found"), SAME)
def test_one_licence_under_two_names(claim: str, found: str) -> None:
    assert compare(claim, found) is compare(found, claim) is Kinship.SAME


@pytest.mark.parametrize(
    ("claim", "found", "kinship"),
    [
        ("MIT", "Apache-2.0", Kinship.DIFFERENT),
        ("MIT", "MIT OR Apache-2.0", Kinship.COMPATIBLE),
        ("Apache-2.0 AND MIT", "Apache-2.0", Kinship.COMPATIBLE),
        ("BSD", "BSD-3-Clause", Kinship.COMPATIBLE),
        ("BSD", "MIT", Kinship.DIFFERENT),
        ("BSD-2-Clause", "BSD-3-Clause", Kinship.DIFFERENT),
        ("Apache-2.0", "Apache Software License", Kinship.COMPATIBLE),
        ("GPL-2.0", "GPL-3.0", Kinship.DIFFERENT),
        ("LGPL-3.0", "GPL-3.0", Kinship.DIFFERENT),
        ("GPL", "LGPL-3.0", Kinship.DIFFERENT),
        ("MIT", "NOASSERTION", Kinship.UNCERTAIN),
        ("custom", "NOASSERTION", Kinship.COMPATIBLE),
        ("LicenseRef-HFOIL-1.0", "NOASSERTION", Kinship.COMPATIBLE),
        ("Llama 2 Community License", "NOASSERTION", Kinship.COMPATIBLE),
        ("custom", "Apache-2.0", Kinship.DIFFERENT),
        ("Hugging Face License", "Apache-2.0", Kinship.DIFFERENT),
        ("HFOIL-1.0", "Apache-2.0", Kinship.DIFFERENT),
        ("MIT", "see the file", Kinship.UNCERTAIN),
        ("MIT", "", Kinship.UNCERTAIN),
        ("", "MIT", Kinship.UNCERTAIN),
    ],
)
def test_how_two_licences_stand_to_each_other(claim: str, found: str, kinship: Kinship) -> None:
    assert compare(claim, found) is kinship


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Apache 2.0", "Apache 2.0"),
        ("NOASSERTION", "a custom licence"),
        ("LicenseRef-X", "LicenseRef-X, a custom licence"),
        ("Hugging Face License", "Hugging Face License, which is no SPDX licence"),
    ],
)
def test_custom_and_unknown_licences_are_said_as_such(text: str, shown: str) -> None:
    assert license_of(text).shown == shown


@settings(deadline=None)
@given(st.text(max_size=80), st.text(max_size=80))
def test_any_two_texts_can_be_compared(one: str, other: str) -> None:
    assert compare(one, other) in Kinship
    if one.strip():
        assert compare(one, one) is Kinship.SAME


@pytest.mark.parametrize(
    ("text", "spdx"),
    [
        ("apache-2.0", "Apache-2.0"),
        ("MIT License", "MIT"),
        ("MIT OR Apache-2.0", "MIT OR Apache-2.0"),
        ("Apache-2.0 WITH LLVM-exception", "Apache-2.0 WITH LLVM-exception"),
        ("BSD", ""),
        ("NOASSERTION", ""),
        ("Hugging Face License", ""),
    ],
)
def test_the_id_that_a_fix_writes(text: str, spdx: str) -> None:
    assert license_of(text).spdx == spdx
