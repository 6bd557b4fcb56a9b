using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Holdfast.Reports.Html;
using Holdfast.Reports.Results;
using Holdfast.Reports.Tests.Samples;

namespace Holdfast.Reports.Tests.Html;

public sealed class ReportPageTests
{
    [Test, CancelAfter(20_000)]
    public async Task The_title_is_the_verdict_as_a_sentence(CancellationToken cancellation)
    {
        var page = await Page(SampleRun.Document, cancellation);

        page.Title.ShouldBe("http://127.0.0.1:1080/files/: 1 of 9 cases pass; 1 fails, 1 inconclusive, 1 harness fault, 3 warnings, 1 "
            + "observed, 1 unsupported; seed 7");
        Words(page.QuerySelector("h1")).ShouldBe(page.Title);
    }

    [Test, CancelAfter(20_000)]
    public async Task Findings_come_first_the_gravest_at_the_top_and_say_what_was_expected_and_what_was_seen(CancellationToken cancellation)
    {
        var page = await Page(SampleRun.Document, cancellation);

        Words(page.QuerySelector("section.findings > h2")).ShouldBe("7 findings: 2 fail, 1 inconclusive, 1 harness fault, 3 warnings");
        var first = page.QuerySelectorAll("section.findings > ol > li")[0];
        Words(first.QuerySelector(".finding"))
            .ShouldBe("fail status of the PATCH that claims offset 2 expected 409 Conflict got 204 No Content");
        first.QuerySelectorAll(".where").Select(Words).ShouldBe(
        [
            "TUS-031 MUST tus 1.0.0, PATCH A PATCH whose Upload-Offset differs from the server's offset is answered with 409 Conflict.",
            "1 case: tus for example tus/core/patch/offset-mismatch",
        ]);
    }

    [Test, CancelAfter(20_000)]
    public async Task Further_deviations_of_a_cause_are_listed_in_its_finding(CancellationToken cancellation)
    {
        var sound = Enumerable.Range(0, 10).Select(number => SampleCases.Head with { Id = $"tus/core/head/{number}" });
        var page = await Page(SampleRun.Of([.. sound, SampleCases.OffsetMismatch]), cancellation);

        Words(page.QuerySelector("section.findings details > summary")).ShouldBe("1 further deviation comes along with it");
        Words(page.QuerySelector(".also > li")).ShouldBe(
            "Upload-Offset after it expected 4 got 8 TUS-032 MUST NOT tus 1.0.0, PATCH 1 case for example tus/core/patch/offset-mismatch");
    }

    [Test, CancelAfter(20_000)]
    public async Task A_finding_links_every_case_that_shows_it(CancellationToken cancellation)
    {
        string[] ids = ["ietf/8/append/offset", "ietf/9/append/offset", "ietf/9/http2/append"];
        var page = await Page(SampleRun.Of([.. ids.Select(id => SampleCases.CacheControl.At(id))]), cancellation);

        var finding = page.QuerySelectorAll("section.findings > ol > li").ShouldHaveSingleItem();
        Words(finding.QuerySelectorAll(".where")[^1]).ShouldContain("3 cases: ietf 8-9; HTTP/2");
        finding.QuerySelectorAll(".case-links a").Select(link => link.GetAttribute("href")).ShouldBe(ids.Select(id => $"#case/{id}"));
    }

    [Test, CancelAfter(20_000)]
    public async Task Interop_versions_are_listed_by_number(CancellationToken cancellation)
    {
        string[] ids = ["ietf/10/append/offset", "ietf/9/append/offset", "ietf/3/append/offset"];
        var page = await Page(SampleRun.Of([.. ids.Select(id => SampleCases.CacheControl.At(id))]), cancellation);

        page.QuerySelectorAll(".case-links a").Select(link => link.GetAttribute("href"))
            .ShouldBe(ids.Reverse().Select(id => $"#case/{id}"));
    }

    [Test, CancelAfter(20_000)]
    public async Task Deviations_in_the_first_upload_come_before_all_findings(CancellationToken cancellation)
    {
        var page = await Page(
            SampleRun.Document with
            {
                Run = SampleRun.Document.Run with { Ground = ["PATCH is answered with 200 instead of 204."] },
                Summary = SampleRun.Document.Summary with { Ended = "The server died 3.1 s into the run." },
            },
            cancellation);

        page.QuerySelectorAll("section.findings > ol > li").Take(3).Select(item => Words(item.QuerySelector(".finding"))[..10])
            .ShouldBe(["The server", "PATCH is a", "fail statu"]);
    }

    [Test, CancelAfter(20_000)]
    public async Task Every_case_is_shown_once_with_its_verdict_in_words(CancellationToken cancellation)
    {
        var page = await Page(SampleRun.Document, cancellation);

        page.QuerySelectorAll("details.case")
            .Select(item => (Words(item.QuerySelector("summary code")), Words(item.QuerySelector("summary .badge"))))
            .ShouldBe(SampleRun.Document.Cases.Select(result => (result.Id, result.Verdict.ToWord())), ignoreOrder: true);
    }

    [Test, CancelAfter(20_000)]
    public async Task A_line_can_be_read_aloud_and_copied(CancellationToken cancellation)
    {
        var page = await Page(SampleRun.Document, cancellation);

        Words(page.QuerySelector("details.case > summary")).ShouldBe("warn HEAD forbids caching tus/core/head/cache-control 2.3 ms");
        Words(page.QuerySelector("table.checks tbody tr"))
            .ShouldBe("Cache-Control of the HEAD TUS-023, TUS-024 no-store no field of this name warn");
        Words(page.QuerySelector(".sentence")).ShouldBe(
            "warn 1 of 1 check warns. A SHOULD or SHOULD NOT was broken, "
            + "or a corner that the specification leaves open was handled badly.");
        page.QuerySelectorAll("ul.counts > li").Select(Words)
            .ShouldBe(["1 fail", "1 inconclusive", "1 harness", "3 warn", "1 pass", "1 observe", "1 unsupported", "9 in all"]);
        Words(page.QuerySelector("details.group > summary"))
            .ShouldBe("tus 1 fail 1 inconclusive 1 harness 3 warn 1 pass 1 observe 1 unsupported");
        var failure = await Case("tus/core/patch/offset-mismatch", cancellation);
        Words(failure.QuerySelector(".requirement-list li"))
            .ShouldBe("TUS-031 MUST tus 1.0.0, PATCH A PATCH whose Upload-Offset differs from the server's offset is answered with 409 "
                + "Conflict.");
        Words(failure.QuerySelector("ol.log > li:nth-child(2)")).ShouldBe("2 0.4 ms conn 1 sent connect 127.0.0.1:40112 to 127.0.0.1:1080");
    }

    [Test, CancelAfter(20_000)]
    public async Task A_case_shows_its_checks_requirements_and_how_to_reproduce_it(CancellationToken cancellation)
    {
        var result = await Case("tus/core/patch/offset-mismatch", cancellation);

        result.QuerySelectorAll("table.checks tbody tr").Length.ShouldBe(3);
        result.QuerySelectorAll(".requirement-list a").Select(link => link.GetAttribute("href"))
            .ShouldAllBe(url => url == SampleRun.Clause + "#patch");
        Words(result.QuerySelector(".keyword")).ShouldBe("MUST");
        Words(result.QuerySelector("pre.command")).ShouldEndWith("--only tus/core/patch/offset-mismatch --seed 7");
    }

    [Test, CancelAfter(20_000)]
    public async Task Wire_and_faults_stand_on_one_clock(CancellationToken cancellation)
    {
        var result = await Case("tus/resilience/cut/mid-body", cancellation);

        result.QuerySelectorAll("ol.log > li").Select(row => (Words(row.QuerySelector(".at")), Words(row.QuerySelector(".who")))).ShouldBe(
        [
            ("0.1 ms", "proxy"), ("0.2 ms", "sent"), ("0.6 ms", "sent"), ("100.0 ms", "proxy"), ("812.4 ms", "proxy"),
            ("812.4 ms", "received"),
            ("2140.0 ms", "sent"), ("2141.3 ms", "received"), ("2148.0 ms", "received"),
        ]);
        Words(result.QuerySelectorAll("ol.log > li.fault .what")[^1]).ShouldBe("reset_peer upstream, after 20,000 bytes: both sides reset");
    }

    [Test, CancelAfter(20_000)]
    public async Task A_cut_body_is_folded_and_says_how_much_there_was(CancellationToken cancellation)
    {
        var result = await Case("tus/resilience/cut/mid-body", cancellation);

        Words(result.QuerySelector("details.bytes > summary")).ShouldBe("body 65,536 bytes, the first 256 shown");
    }

    [Test, CancelAfter(20_000)]
    public async Task A_head_is_shown_as_lines_and_an_odd_line_end_is_visible(CancellationToken cancellation)
    {
        var result = await Case("tus/core/patch/offset-mismatch", cancellation);

        result.QuerySelectorAll("ol.log pre")[^1].TextContent.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ShouldBe(["HTTP/1.1 204 No Content", "Upload-Offset: 8", @"X-Bare: line feed\n", "Tus-Resumable: 1.0.0"]);
    }

    [Test, CancelAfter(20_000)]
    public async Task The_timeline_has_a_lane_for_each_connection_and_shades_each_fault_for_as_long_as_it_was_there(
        CancellationToken cancellation)
    {
        var result = await Case("tus/resilience/cut/mid-body", cancellation);

        var timeline = result.QuerySelectorAll(".timeline")[^1];
        timeline.QuerySelectorAll("path.line").Length.ShouldBe(2);
        timeline.QuerySelectorAll("rect").Select(band => (band.ClassName, X: Number(band, "x"), Width: Number(band, "width")))
            .ShouldBe([("present", 103.7, 555.3), ("struck", 386.2, 2)]);
        timeline.QuerySelector("rect.struck title")!.TextContent.ShouldBe("reset_peer: connection 1, 812.4 ms. both sides reset");
        result.QuerySelectorAll(".timeline path").Select(path => path.GetAttribute("d"))
            .ShouldAllBe(data => data!.All(letter => "MLHVzhvlm-. 0123456789".Contains(letter)));
    }

    [Test, CancelAfter(20_000)]
    public async Task A_picture_shows_the_offset_over_time_and_its_operations_in_words(CancellationToken cancellation)
    {
        var result = await Case("tus/resilience/cut/mid-body", cancellation);

        var picture = result.QuerySelector(".offsets").ShouldNotBeNull();
        picture.QuerySelector("svg")!.GetAttribute("aria-label").ShouldBe("Offset over time: 1 upload, 2 faults, 2.1 s");
        picture.QuerySelector("path.unconfirmed")!.GetAttribute("d").ShouldBe("M64.1 170L386.2 12");
        picture.QuerySelector("path.acknowledged")!.GetAttribute("d").ShouldBe("");
        picture.QuerySelector("path.reported")!.GetAttribute("d").ShouldBe("M914 168h4v4h-4z");
        picture.QuerySelectorAll("rect").Length.ShouldBe(2);
        picture.QuerySelectorAll("text").Select(text => text.TextContent)
            .ShouldBe(["0 ms", "500 ms", "1.0 s", "1.5 s", "2.0 s", "0", "5,000", "10,000", "15,000", "20,000"]);
        result.QuerySelectorAll(".operations tbody tr").Select(Words).ShouldBe(
        [
            "1. PATCH of 65,536 bytes, of which 20,480 were sent, at 0 for upload A on connection 1 0.2 ms to 812.4 ms no answer; its "
                + "effect is unknown",
            "2. HEAD for upload A on connection 2 2.1 s to 2.1 s 200, offset 0",
        ]);
    }

    [Test, CancelAfter(20_000)]
    public async Task Measurements_have_their_units(CancellationToken cancellation)
    {
        var result = await Case("tus/resilience/cut/mid-body", cancellation);

        result.QuerySelectorAll("dl.story dd").Select(value => value.TextContent).TakeLast(3).ShouldBe(["1.3 s", "20,480 bytes", "0 %"]);
    }

    [Test, CancelAfter(20_000)]
    public async Task Of_variants_that_pass_alike_the_newest_shows_what_happened_and_one_that_does_not_pass_shows_its_own(
        CancellationToken cancellation)
    {
        CaseRecord[] variants =
        [
            Variant("ietf/8/creation/empty", Verdict.Pass), Variant("ietf/9/creation/empty", Verdict.Pass),
            Variant("ietf/9/creation/other", Verdict.Pass),
            Variant("ietf/10/creation/empty", Verdict.Warn), Variant("ietf/11/creation/empty", Verdict.Unsupported),
        ];
        var page = await Page(SampleRun.Of(variants), cancellation);

        page.QuerySelectorAll("article").Where(article => article.QuerySelector("ol.log") is null).Select(article => article.Id)
            .ShouldBe(["case/ietf/8/creation/empty"]);
        page.GetElementById("case/ietf/8/creation/empty")!.QuerySelectorAll("a")[0].GetAttribute("href")
            .ShouldBe("#case/ietf/9/creation/empty");
    }

    [Test, CancelAfter(20_000)]
    public async Task A_run_that_was_interrupted_says_so(CancellationToken cancellation)
    {
        var page = await Page(SampleRun.Of([SampleCases.Head], interrupted: true), cancellation);

        page.Title.ShouldBe("http://127.0.0.1:1080/files/: 1 of 1 case passes; interrupted after 1 of 9 selected; seed 7");
        Words(page.QuerySelector(".notice")).ShouldContain("1 of 9 selected cases have a verdict");
    }

    [Test, CancelAfter(20_000)]
    public async Task A_run_without_a_case_is_a_page_too(CancellationToken cancellation)
    {
        var page = await Page(SampleRun.Of([]), cancellation);

        page.Title.ShouldBe("http://127.0.0.1:1080/files/: no case ran; seed 7");
        page.QuerySelectorAll("details").ShouldBeEmpty();
    }

    [Test, CancelAfter(20_000)]
    public async Task Every_verdict_is_defined_in_a_sentence(CancellationToken cancellation)
    {
        var page = await Page(SampleRun.Document, cancellation);

        page.QuerySelectorAll("dl.legend dt").Select(Words)
            .ShouldBe(Enum.GetValues<Verdict>().Select(verdict => verdict.ToWord()), ignoreOrder: true);
        page.QuerySelectorAll("dl.legend dd").Select(Words).Distinct().Count().ShouldBe(7);
    }

    [Test, CancelAfter(20_000)]
    public async Task A_requirement_shows_the_words_of_its_text_and_what_must_be_known_about_them(CancellationToken cancellation)
    {
        var requirement =
            new RequirementText("IETF-107", "MUST", "draft -13, upload-appending", "A wrong offset is refused.", "https://example.org/#a")
        {
            Words = "the server MUST reject the request with a 409 (Conflict) status code <b>",
            Note = "Draft -14 was not seen.",
        };
        var page = await Page(SampleRun.Document with { Cases = [SampleCases.Head with { Requirements = [requirement] }] }, cancellation);

        var item = page.QuerySelector(".requirement-list li");
        Words(item).ShouldBe("IETF-107 MUST draft -13, upload-appending A wrong offset is refused. "
            + "the server MUST reject the request with a 409 (Conflict) status code <b> Draft -14 was not seen.");
        Words(item!.QuerySelector("q")).ShouldBe(requirement.Words);
        item.QuerySelector("a")!.GetAttribute("href").ShouldBe(requirement.Url);
    }

    private static async Task<IDocument> Page(ResultsDocument document, CancellationToken cancellation) =>
        await new HtmlParser().ParseDocumentAsync(await HtmlReport.RenderAsync(document, cancellation), cancellation);

    private static async Task<IElement> Case(string id, CancellationToken cancellation) =>
        (await Page(SampleRun.Document, cancellation)).GetElementById($"case/{id}").ShouldNotBeNull();

    private static string Words(IElement? element) =>
        string.Join(' ', element.ShouldNotBeNull().TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static CaseRecord Variant(string id, Verdict verdict) => SampleCases.Head.At(id) with { Verdict = verdict };

    private static double Number(AngleSharp.Dom.IElement element, string attribute) =>
        double.Parse(element.GetAttribute(attribute)!, System.Globalization.CultureInfo.InvariantCulture);
}
