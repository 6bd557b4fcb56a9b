using Holdfast.Conformance.Baselines;
using Holdfast.Conformance.Catalogue;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Tests.Baselines;

/// <summary>The file of known failures: what it says, and what a result makes of it.</summary>
public sealed class BaselineTests
{
    private const string Id = "tus/core/patch/appends";

    [Test]
    public void A_file_is_read_with_comments_reasons_and_empty_lines()
    {
        var baseline = BaselineReader.Read($"# known\n\n{Id}  TUS-036, TUS-037  # issue 12\ntus/core/head/length\n");
        baseline.Entries.Select(entry => entry.ToString()).ShouldBe(["tus/core/head/length", $"{Id} TUS-036,TUS-037  # issue 12"]);
        baseline.Find(Id).ShouldNotBeNull().Line.ShouldBe(3);
    }

    [Test]
    public void A_written_baseline_reads_back_sorted()
    {
        var written = Baseline.Of([Result(Verdict.Fail, ("TUS-037", Verdict.Fail), ("TUS-036", Verdict.Fail)),
            Result(Verdict.Fail, ("TUS-022", Verdict.Fail)) with { Id = "tus/core/head/length" }], strict: false);
        written.ToString().Split('\n').Where(line => !line.StartsWith('#'))
            .ShouldBe(["tus/core/head/length TUS-022", $"{Id} TUS-036,TUS-037", ""]);
        BaselineReader.Read(written.ToString()).Entries.Select(entry => entry.ToString())
            .ShouldBe(written.Entries.Select(entry => entry.ToString()));
    }

    [Test]
    public void Writing_again_keeps_reasons_and_what_the_run_did_not_decide()
    {
        var before = BaselineReader.Read(
            $"{Id} TUS-036 # issue 12\ntus/core/head/length TUS-022 # other shard\ntus/core/head/no-store TUS-026 # mended");
        var after = Baseline.Of([Result(Verdict.Fail, ("TUS-036", Verdict.Fail)),
            Result(Verdict.Pass, ("TUS-026", Verdict.Pass)) with { Id = "tus/core/head/no-store" }], strict: false, before);
        after.Entries.Select(entry => entry.ToString())
            .ShouldBe(["tus/core/head/length TUS-022  # other shard", $"{Id} TUS-036  # issue 12"]);
    }

    [Test]
    public void A_baseline_that_version_0_1_wrote_is_read()
    {
        var baseline = BaselineReader.Read(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Baselines", "Old", "tus-node-server.txt")));
        baseline.Entries.Count.ShouldBe(13);
        baseline.Find("tus/core/version/head-unsupported").ShouldNotBeNull().Requirements.ShouldBe(["TUS-011", "TUS-012"]);
    }

    [TestCase("tus/core/patch/apends TUS-036", "Line 1: no case has the id 'tus/core/patch/apends'. Did you mean 'tus/core/patch/appends'")]
    [TestCase("# x\ntus/core/patch/appends TUS-999", "Line 2: no requirement has the number 'TUS-999'.")]
    [TestCase("tus/core/patch/appends TUS-036\ntus/core/patch/appends TUS-037", "Line 2: 'tus/core/patch/appends' is already in line 1.")]
    public void A_line_that_names_what_does_not_exist_is_an_error(string text, string said) =>
        Should.Throw<FormatException>(() => BaselineReader.Read(text)).Message.ShouldStartWith(said);

    [Test]
    public void Named_failures_are_known_and_others_are_new()
    {
        var compared =
            Compare($"{Id} TUS-036", Result(Verdict.Fail, ("TUS-036", Verdict.Fail), ("TUS-037", Verdict.Fail), ("TUS-038", Verdict.Pass)));
        compared.ShouldNotBeNull();
        (compared.Known, compared.New, compared.Stale).ShouldSatisfyAllConditions(
            () => compared.Known.ShouldBe(["TUS-036"]), () => compared.New.ShouldBe(["TUS-037"]), () => compared.Stale.ShouldBeEmpty());
    }

    [Test]
    public void A_case_that_passes_makes_its_line_stale() =>
        Compare($"{Id} TUS-036,TUS-037", Result(Verdict.Pass, ("TUS-036", Verdict.Pass)))!.Stale.ShouldBe(["TUS-036", "TUS-037"]);

    [Test]
    public void A_requirement_that_passes_now_is_stale_while_the_rest_of_the_line_stays_known()
    {
        var compared = Compare($"{Id} TUS-036,TUS-037", Result(Verdict.Fail, ("TUS-036", Verdict.Fail), ("TUS-037", Verdict.Pass)))!;
        compared.Known.ShouldBe(["TUS-036"]);
        compared.Stale.ShouldBe(["TUS-037"]);
    }

    [Test]
    public void A_requirement_that_the_case_did_not_get_to_is_not_stale() =>
        Compare($"{Id} TUS-036,TUS-037", Result(Verdict.Fail, ("TUS-036", Verdict.Fail)))!.Stale.ShouldBeEmpty();

    [TestCase(Verdict.Unsupported)]
    [TestCase(Verdict.Inconclusive)]
    [TestCase(Verdict.Harness)]
    public void A_case_that_decided_nothing_says_nothing_about_its_line(Verdict verdict) =>
        Compare($"{Id} TUS-036", Result(verdict)).ShouldBeNull();

    [Test]
    public void A_warning_is_new_only_where_warnings_fail()
    {
        var warned = Result(Verdict.Warn, ("TUS-029", Verdict.Warn), ("TUS-036", Verdict.Inconclusive));
        Compare($"{Id} TUS-036", warned)!.New.ShouldBeEmpty();
        Compare($"{Id} TUS-036", warned, strict: true)!.New.ShouldBe(["TUS-029"]);
        Baseline.Of([warned], strict: false).Entries.ShouldBeEmpty();
        Baseline.Of([warned], strict: true).Entries.ShouldHaveSingleItem().Requirements.ShouldBe(["TUS-029"]);
    }

    [Test]
    public void The_summary_counts_what_is_known_and_what_is_stale()
    {
        var known = Result(Verdict.Fail) with { Baseline = new BaselineRecord { Line = 1, Known = ["TUS-036"] } };
        var worse = Result(Verdict.Fail) with { Baseline = new BaselineRecord { Line = 2, Known = ["TUS-036"], New = ["TUS-037"] } };
        var stale = Result(Verdict.Pass) with { Baseline = new BaselineRecord { Line = 3, Stale = ["TUS-036"] } };
        var summary = SummaryRecord.Of([known, worse, stale, Result(Verdict.Fail)], 0, interrupted: false);
        (summary.Fail, summary.KnownFail, summary.KnownWarn, summary.Stale).ShouldBe((3, 1, 0, 1));
    }

    private static BaselineRecord? Compare(string text, CaseRecord result, bool strict = false) =>
        BaselineJudge.Compare(result, BaselineReader.Read(text).Entries.Single(), strict);

    private static CaseRecord Result(Verdict verdict, params (string Requirement, Verdict Verdict)[] checks) => new()
    {
        Id = Id,
        Title = "A case",
        Verdict = verdict,
        DurationMs = 0,
        Checks = [.. checks.Select(check => new CheckRecord
        {
            Requirements = [check.Requirement], Verdict = check.Verdict, Subject = "s", Actual = "a",
        })],
    };
}
