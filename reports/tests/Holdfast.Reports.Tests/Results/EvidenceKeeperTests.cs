using Holdfast.Reports.Results;
using Holdfast.Reports.Tests.Samples;

namespace Holdfast.Reports.Tests.Results;

public sealed class EvidenceKeeperTests
{
    [Test]
    public void Cases_that_fail_or_have_no_interop_version_keep_their_evidence_at_once()
    {
        var keeper = new EvidenceKeeper(KeptEvidence.Failures);

        keeper.Keep(SampleCases.OffsetMismatch).ShouldNotBeNull().Case.ShouldBe(SampleCases.OffsetMismatch.Id);
        keeper.Keep(SampleCases.Head).ShouldNotBeNull().Case.ShouldBe(SampleCases.Head.Id);
        keeper.Keep(SampleCases.OffsetMismatch.At("ietf/9/append/offset")).ShouldNotBeNull();
        keeper.Keep(SampleCases.CacheControl).ShouldBeNull("it has none");
        keeper.Rest().ShouldBeEmpty();
    }

    [Test]
    public void The_newest_of_passing_variants_keeps_its_evidence_whatever_the_order()
    {
        var keeper = new EvidenceKeeper(KeptEvidence.Failures);

        foreach (var id in new[] { "ietf/8/a/b", "ietf/10/a/b", "ietf/9/a/b", "ietf/3/a/c" })
        {
            keeper.Keep(SampleCases.Head.At(id)).ShouldBeNull();
        }

        keeper.Rest().Select(evidence => evidence.Case).ShouldBe(["ietf/10/a/b", "ietf/3/a/c"]);
    }

    [Test]
    public void Variants_on_other_axes_keep_their_own()
    {
        var keeper = new EvidenceKeeper(KeptEvidence.Failures);
        var variant = SampleCases.Head.At("ietf/8/a/b");

        keeper.Keep(variant with { Axes = new Dictionary<string, string> { ["browser"] = "firefox" } });
        keeper.Keep(variant with { Axes = new Dictionary<string, string> { ["browser"] = "chromium" } });

        keeper.Rest().Count().ShouldBe(2);
    }

    [Test]
    public void All_keeps_each_at_once()
    {
        var keeper = new EvidenceKeeper(KeptEvidence.All);

        keeper.Keep(SampleCases.Head.At("ietf/8/a/b")).ShouldNotBeNull();
        keeper.Keep(SampleCases.Head.At("ietf/9/a/b")).ShouldNotBeNull();
        keeper.Rest().ShouldBeEmpty();
    }
}
