using Holdfast.Reports.Results;
using Holdfast.Reports.Tests.Samples;
using Holdfast.Reports.Wording;

namespace Holdfast.Reports.Tests.Wording;

public sealed class ReproductionTests
{
    [TestCase("holdfast check http://h/ --seed 1", "holdfast check http://h/ --only tus/a --seed 7")]
    [TestCase("holdfast check http://h/ --seed=1 --only 'tus/**' --strict", "holdfast check http://h/ --strict --only tus/a --seed 7")]
    [TestCase("holdfast check --header 'X: a --only b' --report out --shard 1/2",
        "holdfast check --header 'X: a --only b' --only tus/a --seed 7")]
    [TestCase("holdfast check --start \"srv \\\"a b\\\" {port}\" --except x",
        "holdfast check --start \"srv \\\"a b\\\" {port}\" --only tus/a --seed 7")]
    [TestCase("holdfast check 'never closed", "holdfast check 'never closed --only tus/a --seed 7")]
    public void A_case_is_repeated_with_the_command_of_the_run(string command, string expected) =>
        Reproduction.OfCase(SampleRun.Document.Run with { Command = command }, SampleCases.Head with { Id = "tus/a" }).ShouldBe(expected);

    [TestCase("http://h:1/files/", "holdfast check http://h:1/files/ --seed 7")]
    [TestCase("http://h:1/?a=1&b=it's", @"holdfast check 'http://h:1/?a=1&b=it'\''s' --seed 7")]
    [TestCase("the embedded server", "holdfast check --seed 7")]
    public void Without_a_command_the_target_and_the_seed_are_enough(string target, string expected)
    {
        var run = SampleRun.Document.Run with { Command = null, Subject = new SubjectRecord(target) };

        Reproduction.OfRun(run).ShouldBe(expected);
        Reproduction.OfCase(run, SampleCases.Head)
            .ShouldBe(expected.Replace(" --seed", " --only tus/core/head/offset --seed", StringComparison.Ordinal));
    }
}
