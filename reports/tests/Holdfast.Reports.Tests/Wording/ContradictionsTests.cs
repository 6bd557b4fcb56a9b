using Holdfast.Reports.Results;
using Holdfast.Reports.Wording;

namespace Holdfast.Reports.Tests.Wording;

public sealed class ContradictionsTests
{
    private const string Ours = "TUS-123";
    private const string Other = "TUS-036";

    [TestCase("creation,termination", Verdict.Fail, Ours, "Announced but broken: termination, where 1 of 2 cases fails.")]
    [TestCase("creation, termination", Verdict.Fail, Ours, "Announced but broken: termination, where 1 of 2 cases fails.")]
    [TestCase("creation,termination", Verdict.Fail, Other)]
    [TestCase("creation,termination", Verdict.Warn, Ours)]
    [TestCase("creation", Verdict.Fail, Ours)]
    public void An_announced_extension_is_broken_where_a_failing_check_cites_a_requirement_of_it(
        string announced, Verdict verdict, string cited, params string[] sentences) =>
        Contradictions.Of(Document(announced, Case(verdict, cited), Case(Verdict.Pass, Ours), Case(Verdict.Unsupported, Ours)))
            .ShouldBe(sentences);

    [Test]
    public void Results_that_do_not_tell_extensions_accuse_none() =>
        Contradictions.Of(Document("termination", Case(Verdict.Fail, Ours) with
        {
            Requirements = [new RequirementText(Ours, "MUST", "tus 1.0.0, Termination", "204.")],
        })).ShouldBeEmpty();

    private static CaseRecord Case(Verdict verdict, string cited) => new()
    {
        Id = "tus/termination/finished",
        Title = "T.",
        Verdict = verdict,
        DurationMs = 1,
        Requirements = [new(Ours, "MUST", "tus 1.0.0, Termination", "204.", null, "termination"),
            new(Other, "MUST", "tus 1.0.0, PATCH", "Success is 204.")],
        Checks = [new CheckRecord { Verdict = verdict, Subject = "s", Expected = "e", Actual = "a", Requirements = [cited] }],
    };

    private static ResultsDocument Document(string announced, params CaseRecord[] cases) => new(
        new RunRecord { Tool = "t", Subject = new SubjectRecord("u"), Seed = 1, Started = default, Capabilities =
            [new Fact("Tus-Extension", announced)] },
        cases,
        SummaryRecord.Of(cases, 1, interrupted: false));
}
