using Holdfast.Reports.Results;

namespace Holdfast.Cli.Tests.Processes;

/// <summary>
/// A small server with one defect each that only a fault of its process reveals: each of these cases can fail. They are no part of the
/// matrix of sabotages, whose server is no process of its own.
/// </summary>
[NonParallelizable] // Each case starts servers; many runs at once would wait for each other.
public sealed class BrokenProcessTests
{
    [Test]
    [CancelAfter(120_000)]
    public async Task The_small_server_is_sound_without_a_defect(CancellationToken cancellationToken)
    {
        var results = await ProcessSuite.CheckAsync(ProcessSuite.Broken("none"), cancellationToken, "--content-dir", "{dir}", "--only", "tus/process");
        results.Cases.Where(result => result.Verdict != Verdict.Pass).Select(ProcessSuite.Told).ShouldBeEmpty();
    }

    [TestCase("memory", "kill/creation", "warn", "A-27")]
    [TestCase("memory", "kill/acknowledged", "warn", "A-27")]
    [TestCase("memory", "terminate/creation", "warn", "P-01")]
    [TestCase("memory", "terminate/completion", "warn", "P-01")]
    [TestCase("early-answer", "kill/acknowledged", "fail", "TUS-038")]
    [TestCase("torn-record", "kill/patch", "fail", "TUS-021")]
    [TestCase("torn-record", "kill/completion", "fail", "TUS-021")]
    [TestCase("preallocates", "kill/patch", "fail", "TUS-038")]
    [TestCase("preallocates", "kill/any-moment", "fail", "TUS-038")]
    [TestCase("keeps-nothing-of-a-cut", "terminate/patch", "warn", "TUS-043")]
    [TestCase("eats-parts", "kill/concatenation", "fail", "TUS-038")]
    [TestCase("eats-parts", "terminate/concatenation", "fail", "TUS-038")]
    [TestCase("eats-parts", "stop/concatenation", "fail", "TUS-038")]
    [TestCase("deaf", "terminate/patch", "warn", "P-01")]
    [TestCase("forgets-when-it-wakes", "stop/patch", "fail", "TUS-038")]
    [TestCase("forgets-when-it-wakes", "stop/completion", "fail", "TUS-038")]
    [TestCase("full-and-silent", "disk-full/patch", "fail", "TUS-038")]
    [CancelAfter(120_000)]
    public async Task A_defect_is_found(string defect, string moment, string verdict, string requirement, CancellationToken cancellationToken)
    {
        var results = await ProcessSuite.CheckAsync(ProcessSuite.Broken(defect), cancellationToken, "--content-dir", "{dir}", "--only", $"tus/process/{moment}");

        var result = results.Cases.ShouldHaveSingleItem();
        result.Verdict.ToWord().ShouldBe(verdict, ProcessSuite.Told(result));
        result.Checks.Where(check => check.Verdict is Verdict.Fail or Verdict.Warn).SelectMany(check => check.Requirements).ShouldContain(requirement);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_server_that_does_not_come_back_leaves_the_outcome_unknown_and_its_last_words(CancellationToken cancellationToken)
    {
        var results = await ProcessSuite.CheckAsync(ProcessSuite.Broken("does-not-come-back"), cancellationToken, "--only", "tus/process/kill/acknowledged");

        var result = results.Cases.ShouldHaveSingleItem();
        result.Verdict.ShouldBe(Verdict.Inconclusive);
        result.Reason.ShouldNotBeNull();
        result.Reason.ShouldStartWith("The server did not come back: ");
        result.Reason.ShouldContain("ended with exit code 7");
        result.Reason.ShouldContain("the journal is damaged");
    }
}
