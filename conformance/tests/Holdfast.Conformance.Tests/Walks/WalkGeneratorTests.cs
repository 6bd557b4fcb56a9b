using Holdfast.Conformance.Targets;
using Holdfast.Conformance.Walks;

namespace Holdfast.Conformance.Tests.Walks;

/// <summary>The seed decides a walk, whole and alone.</summary>
public sealed class WalkGeneratorTests
{
    private static WalkScript Of(ulong seed, int clients = 8, ChunkRule? rule = null) =>
        new WalkGenerator(seed, clients, rule ?? ChunkRule.None).Generate("tus/resilience/walk/1", null);

    [Test]
    public void One_seed_gives_one_script_and_another_seed_another()
    {
        Of(7).Steps.ShouldBe(Of(7).Steps);
        Of(7).Uploads.ShouldBe(Of(7).Uploads);
        Of(7).Steps.ShouldNotBe(Of(8).Steps);
    }

    [TestCase("acknowledged octets are never lost", "acknowledged bytes are never lost")]
    [TestCase("no octet is stored twice", "no byte is stored twice")]
    [TestCase("an upload that is left alone can be finished", "an undisturbed upload can be finished")]
    public void A_file_of_version_0_1_names_invariants_by_their_former_names(string former, string current)
    {
        var directory = Directory.CreateTempSubdirectory("holdfast-walk-");
        try
        {
            WalkFile.Read(WalkFile.Write(Of(7) with { Breaks = [former] }, directory.FullName)).Breaks.ShouldBe([current]);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Test]
    public void Scripts_survive_their_file()
    {
        var directory = Directory.CreateTempSubdirectory("holdfast-walk-");
        try
        {
            for (var seed = 0UL; seed < 50; seed++)
            {
                var script = Of(seed) with { Interop = seed % 2 == 0 ? 9 : null, Breaks = ["the offset never shrinks"] };
                var read = WalkFile.Read(WalkFile.Write(script, directory.FullName));
                read.Steps.ShouldBe(script.Steps);
                (read with { Steps = [], Uploads = [], Breaks = [] }).ShouldBe(script with { Steps = [], Uploads = [], Breaks = [] });
                read.Breaks.ShouldBe(script.Breaks);
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Test]
    public void Among_many_walks_is_every_step_and_every_fault_and_no_client_does_two_things_at_once()
    {
        var scripts = Enumerable.Range(0, 100).Select(seed => Of((ulong)seed)).ToList();
        var steps = scripts.SelectMany(script => script.Steps).ToList();
        steps.Select(step => step.Do).Distinct().ShouldBe(Enum.GetValues<WalkStepKind>(), ignoreOrder: true);
        steps.Where(step => step.Fault is not null).Select(step => step.Fault!.Kind).Distinct()
            .ShouldBe(Enum.GetValues<WalkFaultKind>(), ignoreOrder: true);
        steps.ShouldContain(step => step.Shift != 0);
        steps.ShouldAllBe(step => step.Client >= 1 && step.Client <= 8);
        scripts.SelectMany(script => script.Steps.Where(step => step.Do != WalkStepKind.Create).GroupBy(step => step.Round))
            .ShouldContain(round => round.Count() > 1);
        scripts.ShouldContain(script => script.Steps.GroupBy(step => step.Round).Any(race => race.Count(step => step.Variant > 0) > 1));
    }

    [Test]
    public void One_client_alone_walks_too_and_a_rule_for_chunks_is_kept()
    {
        Of(3, clients: 1).Steps.ShouldAllBe(step => step.Client == 1);
        Enumerable.Range(0, 20).SelectMany(seed => Of((ulong)seed, rule: new ChunkRule { Multiple = 256 }).Steps)
            .Where(step => step.Bytes is > 0).ShouldAllBe(step => step.Bytes % 256 == 0);
    }

    [Test]
    public void Contents_of_different_uploads_and_variants_differ_and_parts_fit_together()
    {
        var whole = WalkContent.Bytes(1, 0, 0, 0, 1000);
        WalkContent.Bytes(1, 0, 0, 400, 600).ShouldBe(whole[400..]);
        WalkContent.Bytes(1, 1, 0, 0, 1000).ShouldNotBe(whole);
        WalkContent.Bytes(1, 0, 1, 0, 1000).ShouldNotBe(whole);
        WalkContent.Bytes(2, 0, 0, 0, 1000).ShouldNotBe(whole);
    }
}
