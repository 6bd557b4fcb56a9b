using Holdfast.Reports.Results;
using Holdfast.Reports.Tests.Samples;

namespace Holdfast.Reports.Tests.Results;

public sealed class EvidenceBudgetTests
{
    [Test]
    public void A_case_that_fits_is_kept_whole()
    {
        var budget = new EvidenceBudget(EvidenceBudget.ResultsFile, 100, CaseWeight.Line);
        for (var number = 0; number < 100; number++)
        {
            var honest = SampleCases.OffsetMismatch;
            budget.Fit(honest).ShouldBeSameAs(honest);
        }
    }

    [Test]
    public void A_case_that_does_not_fit_keeps_its_first_and_last_entries_or_its_checks_alone()
    {
        var budget = new EvidenceBudget(1_100_000, 20, CaseWeight.Line with { Largest = 700_000 });
        var fitted = Enumerable.Range(0, 20).Select(_ => budget.Fit(Garbage(1, 40))).ToList();

        fitted.Select(result => result.Evidence.Wire.Count).Distinct().ShouldBe([400, 25, 1]);
        fitted.ShouldAllBe(
            result => result.Checks.Count == 6 && result.Verdict == Verdict.Fail && result.Checks[0].Requirements.Count == 1);
        fitted[^1].Evidence.Wire.ShouldHaveSingleItem().Text.ShouldBe(
            "What happened is left out: the report of this run would grow too large.");
        fitted.First(result => result.Evidence.Wire.Count == 25).Evidence.Wire[12].Text.ShouldBe(
            "376 entries are left out here: the report of this run would grow too large.");
    }

    // The walls of a report directory, with as many cases as there may be one day, and in each as much garbage as the engine keeps.
    [Test, CancelAfter(120_000)]
    public async Task A_directory_of_garbage_stays_below_50_MB(CancellationToken cancellation)
    {
        using var directory = new TemporaryDirectory();
        const int Count = 1900;
        var budget = new EvidenceBudget(EvidenceBudget.ResultsFile, Count, CaseWeight.Line);
        var run = SampleRun.Of([]).Run;
        var file = Path.Combine(directory.Path, ReportDirectory.ResultsFile);
        await using (var writer = new ResultsWriter(file))
        {
            await writer.WriteAsync(run);
            for (var number = 0; number < Count; number++)
            {
                var fitting = budget.Fit(Garbage(number));
                await writer.WriteAsync(fitting);
                await writer.WriteAsync(fitting.Evidence with { Case = fitting.Id });
            }
        }

        await ReportDirectory.WriteAsync(directory.Path, ResultsDocument.Read(file), KeptEvidence.Failures, cancellation);

        var sizes = new DirectoryInfo(directory.Path).EnumerateFiles("*", SearchOption.AllDirectories)
            .ToDictionary(found => found.Name, found => found.Length / 1_000_000.0);
        await TestContext.Out.WriteLineAsync(string.Join(", ", sizes.Select(size => $"{size.Key} {size.Value:0.0} MB")));
        sizes.Values.Sum().ShouldBeLessThan(50);
    }

    // The engine cuts texts at 1,000 characters; checks are six a case, as in the suite.
    private static CaseRecord Garbage(int number, int length = 200)
    {
        var text = string.Concat(Enumerable.Repeat("\u0001<\u0002&x", length));
        return SampleCases.OffsetMismatch with
        {
            Id = $"tus/group{number % 20}/case{number}",
            Verdict = Verdict.Fail,
            Reason = text,
            Checks = [.. Enumerable.Range(0, 6).Select(_ => new CheckRecord
            {
                Verdict = Verdict.Fail, Subject = text, Expected = text, Actual = text, Requirements = ["TUS-001"],
            })],
            Evidence = new EvidenceRecord
            {
                Wire = [.. Enumerable.Range(0, 400).Select(at => new WireEntry
                {
                    AtMs = at, Connection = 1, Direction = WireDirection.Received, Kind = "head", Text = text, Bytes = 9999,
                })],
            },
            LeftBehind = [.. Enumerable.Repeat(text, 200)],
        };
    }
}
