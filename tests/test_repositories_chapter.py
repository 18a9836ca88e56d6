"""The chapter's catalogue and the corrected one over a simulated web: all that is rotten in the first, nothing in the second."""

import asyncio
from pathlib import Path

import pytest

from checker.asking import assign, follow_ups_of
from checker.core.answer import Answer, Subject
from checker.core.finding import Finding
from checker.core.reference import Catalogue
from checker.core.seen import Seen
from checker.core.subjects import subjects
from checker.core.urls import host
from checker.files import load
from checker.judging import findings
from checker.mend import mend
from checker.rules import rule
from checker.simulated.github import GitHub, Repo
from checker.simulated.pypi import Project, PyPI
from checker.simulation import Host, Request, Response, SimulatedWeb
from checker.sources import make
from checker.web import HostSettings, Web, WebSettings
from checker.web.tokens import tokens_from_environment
from tests.doubles.asking import NOW

ROOT = Path(__file__).parents[1]
RULES = ("L002", *(f"R{number:03}" for number in range(1, 9)))
SOURCES = ("web", "github", "git", "readme", "pypi")

REPOS = (
    Repo("vllm-project/vllm", "Apache-2.0"),
    Repo("NVIDIA/TensorRT-LLM", "Apache-2.0"),
    Repo(
        "huggingface/text-generation-inference",
        "Apache-2.0",
        archived_at="2026-03-21T15:00:00Z",
        readme="> [!CAUTION]\n> text-generation-inference is now in maintenance mode. We recommend"
        " [vLLM](https://github.com/vllm-project/vllm) or [SGLang](https://github.com/sgl-project/sglang).\n",
    ),
    Repo("sgl-project/sglang", "Apache-2.0"),
    Repo("InternLM/lmdeploy", "Apache-2.0"),
    Repo("ggml-org/llama.cpp", formerly=("ggerganov/llama.cpp",)),
    Repo("openvinotoolkit/openvino", "Apache-2.0"),
    Repo("microsoft/onnxruntime"),
    Repo("ModelCloud/GPTQModel", "Apache-2.0"),
    Repo("vllm-project/llm-compressor", "Apache-2.0"),
    Repo("bitsandbytes-foundation/bitsandbytes", formerly=("TimDettmers/bitsandbytes",)),
    Repo("Vahe1994/AQLM", "Apache-2.0", pushed_at="2026-02-26T10:00:00Z"),
    Repo("Cornell-RelaxML/qtip", "GPL-3.0"),
    Repo(
        "Cornell-RelaxML/quip-sharp",
        "GPL-3.0",
        pushed_at="2024-10-29T10:00:00Z",
        readme="# QuIP#\n\nQuIP# is no longer under active development; see [QTIP](https://github.com/Cornell-RelaxML/qtip).\n",
    ),
    Repo(
        "AutoGPTQ/AutoGPTQ",
        formerly=("PanQiWei/AutoGPTQ",),
        archived_at="2025-04-13T08:00:00Z",
        readme="<h3>AutoGPTQ development has stopped. Please switch to"
        ' <a href="https://github.com/ModelCloud/GPTQModel">GPTQModel</a> as a drop-in replacement.</h3>',
    ),
    Repo(
        "casper-hansen/AutoAWQ",
        archived_at="2025-05-11T20:00:00Z",
        readme="# AutoAWQ\n\n> - AutoAWQ is officially deprecated and will no longer be maintained.\n"
        "> - It has been adopted by the [vLLM Project](https://github.com/vllm-project/llm-compressor).\n",
    ),
    Repo("ray-project/ray", "Apache-2.0"),
    Repo("kserve/kserve", "Apache-2.0"),
    Repo("prometheus/prometheus", "Apache-2.0"),
    Repo("grafana/grafana", "AGPL-3.0"),
)
PROJECTS = (
    Project("vllm", license="Apache-2.0", repository="https://github.com/vllm-project/vllm"),
    Project("tensorrt_llm", license="Apache License 2.0"),
    Project("lmdeploy", license="Apache-2.0"),
    Project("openvino", license="OSI Approved :: Apache Software License"),
    Project("onnxruntime", license="MIT License"),
    Project("onnxruntime-gpu", license="MIT License"),
    Project("gptqmodel", license="Apache-2.0"),
    Project("llmcompressor", license="Apache 2.0", repository="https://github.com/neuralmagic/llm-compressor"),
    Project("bitsandbytes", license="MIT", repository="https://github.com/TimDettmers/bitsandbytes"),
    Project("aqlm", license=""),
    Project("auto-gptq", license="", repository="https://github.com/PanQiWei/AutoGPTQ"),
    Project("autoawq", license="MIT", info={"classifiers": ["Development Status :: 7 - Inactive"]}),
    Project("ray", license="Apache 2.0", repository="https://github.com/ray-project/ray"),
    Project("kserve", license="Apache-2.0"),
)


def page(_: Request) -> Response:
    return Response.of_html("<title>A page</title><p>Much to read about many things.</p>" * 20)


def asked(catalogue: Catalogue, env: dict[str, str]) -> tuple[list[Answer], list[Request]]:
    """Two rounds, as a run makes them, without its works and its memory."""
    first = list({each.question: each for reference in catalogue.references for each in subjects(reference)}.values())
    links = {host(each.name) for each in first if each.topic == "link"}
    hosts: dict[str, Host] = {name: page for name in links if name}
    hosts["blog.vllm.ai"] = lambda _: Response.redirect("https://vllm.ai/blog")
    hosts["vllm.ai"] = page
    hosts |= GitHub(REPOS, token="ghp_secret").hosts | PyPI(PROJECTS).hosts
    sources = [make(name) for name in SOURCES]

    async def rounds() -> tuple[list[Answer], list[Request]]:
        answers: list[Answer] = []
        async with SimulatedWeb(hosts) as simulated:
            hasty = {"*": HostSettings(interval=0, concurrency=16)}
            tokens = tokens_from_environment(env)
            async with Web(WebSettings(dial=simulated.dial, hosts=hasty, retries=0, tokens=tokens)) as web:

                async def ask(wanted: list[Subject]) -> None:
                    for source, chosen in assign(sources, wanted):
                        answers.extend([answer async for answer in source.ask(chosen, web)])

                await ask([each for each in first if "covered_by" not in each.about and each.topic != "work"])
                await ask(follow_ups_of(Seen.of(answers, at=NOW, catalogue=catalogue), first))
            return answers, simulated.log

    return asyncio.run(rounds())


def judged(path: Path, env: dict[str, str]) -> tuple[list[Finding], list[Request]]:
    catalogue = Catalogue.of(load(path.name, path.read_bytes()).references)
    answers, log = asked(catalogue, env)
    seen = Seen.of(answers, at=NOW, catalogue=catalogue)
    return list(findings(seen, [rule(each) for each in RULES])), log


ENVIRONMENTS = [{"GITHUB_TOKEN": "ghp_secret"}, {}]

AS_WRITTEN = {
    ("L002", "vllm-blog", "https://blog.vllm.ai has moved for good to https://vllm.ai/blog"),
    ("R001", "tgi", "huggingface/text-generation-inference was archived on 2026-03-21; its README sends its users to vLLM"),
    ("R001", "autogptq", "AutoGPTQ/AutoGPTQ was archived on 2025-04-13; "
                         "its README sends its users to https://github.com/ModelCloud/GPTQModel"),
    ("R001", "autoawq", "casper-hansen/AutoAWQ was archived on 2025-05-11; "
                        "its README sends its users to https://github.com/vllm-project/llm-compressor"),
    ("R001", "quip-sharp", "Cornell-RelaxML/quip-sharp says in its README: "
                           "“QuIP# is no longer under active development; see QTIP.”; its README sends its users to https://github.com/Cornell-RelaxML/qtip"),
    ("R002", "llama-cpp", "ggerganov/llama.cpp is now ggml-org/llama.cpp"),
    ("R002", "autogptq", "PanQiWei/AutoGPTQ is now AutoGPTQ/AutoGPTQ"),
    ("R002", "bitsandbytes", "TimDettmers/bitsandbytes is now bitsandbytes-foundation/bitsandbytes"),
    ("R005", "tgi", "tgi claims Hugging Face License, which is no SPDX licence, "
                    "but huggingface/text-generation-inference is under Apache-2.0"),
    ("R008", "engine-for-hugging-face", "“The Hugging Face ecosystem” recommends Text Generation Inference (TGI), "
                                        "which was archived on 2026-03-21; its README sends its users to vLLM"),
    ("R008", "quantisation-consumer-gpu", "“Consumer GPUs (4090, 3090)” recommends AutoAWQ, which was archived on 2025-05-11; "
                                          "its README sends its users to https://github.com/vllm-project/llm-compressor"),
    ("R008", "quantisation-consumer-gpu", "“Consumer GPUs (4090, 3090)” recommends AutoGPTQ, which was archived on 2025-04-13; "
                                          "its README sends its users to https://github.com/ModelCloud/GPTQModel"),
}  # fmt: skip


@pytest.mark.parametrize("env", ENVIRONMENTS, ids=["with a token", "without one"])
def test_the_chapter_as_it_was_written(env: dict[str, str]) -> None:
    found, log = judged(ROOT / "tests" / "data" / "chapter8.yaml", env)
    assert {(each.rule, each.key, each.message) for each in found} == AS_WRITTEN
    graphql = [each for each in log if each.path == "/graphql"]
    assert len(graphql) == (1 if env else 0)


@pytest.mark.parametrize("env", ENVIRONMENTS, ids=["with a token", "without one"])
def test_the_corrected_catalogue(env: dict[str, str]) -> None:
    assert judged(ROOT / "tools.yaml", env)[0] == []


def test_the_safe_fixes_of_the_chapter() -> None:
    path = ROOT / "tests" / "data" / "chapter8.yaml"
    found, _ = judged(path, ENVIRONMENTS[0])
    loaded = load(path.name, path.read_bytes())
    (file,) = mend(found, [loaded]).files
    lines = zip(file.old.decode().splitlines(), file.new.decode().splitlines(), strict=True)
    assert [(old.split()[-1], new.split()[-1]) for old, new in lines if old != new] == [
        ("https://github.com/ggerganov/llama.cpp", "https://github.com/ggml-org/llama.cpp"),
        ("https://github.com/PanQiWei/AutoGPTQ", "https://github.com/AutoGPTQ/AutoGPTQ"),
        ("https://github.com/TimDettmers/bitsandbytes", "https://github.com/bitsandbytes-foundation/bitsandbytes"),
        ("https://blog.vllm.ai", "https://vllm.ai/blog"),
    ]
