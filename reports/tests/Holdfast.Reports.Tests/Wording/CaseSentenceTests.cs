using Holdfast.Reports.Results;
using Holdfast.Reports.Tests.Samples;
using Holdfast.Reports.Wording;

namespace Holdfast.Reports.Tests.Wording;

public sealed class CaseSentenceTests
{
    [Test]
    public void The_checks_that_decided_are_told() => CaseSentence.Of(SampleCases.OffsetMismatch)
        .ShouldBe("status of the PATCH that claims offset 2: expected 409 Conflict, got 204 No Content (and 1 more)");

    [Test]
    public void A_check_that_demands_nothing_only_tells_what_was_seen() =>
        CaseSentence.Of(SampleCases.StatusText).ShouldBe("status of OPTIONS: got 204 No Content");

    [Test]
    public void Without_a_check_the_reason_is_told() =>
        CaseSentence.Of(SampleCases.Broken).ShouldBe("The fault proxy could not listen: address already in use.");

    [TestCase(Verdict.Pass, "1 of 1 check passes.")]
    [TestCase(Verdict.Inconclusive, "1 of 1 check is inconclusive.")]
    public void The_tally_has_its_denominator(Verdict verdict, string tally)
    {
        var check = new CheckRecord { Verdict = verdict, Subject = "a", Actual = "b" };

        CaseSentence.Tally(SampleCases.Head with { Verdict = verdict, Checks = [check] }).ShouldBe(tally);
    }

    [Test]
    public void A_case_without_checks_says_so() => CaseSentence.Tally(SampleCases.Broken).ShouldBe("No check was made.");
}
