using Holdfast.Reports.Html;
using Holdfast.Reports.Results;

namespace Holdfast.Reports.Tests.Html;

public sealed class FaultBandTests
{
    private static readonly TimeAxis Axis = new(1000);

    [Test]
    public void Faults_that_overlap_are_one_band_that_names_both()
    {
        var band = FaultBand.Of([Fault(1, 100, 400), Fault(2, 300, 600)], Axis).ShouldHaveSingleItem();

        (band.X, band.X + band.Width).ShouldBe((Axis.X(100), Axis.X(600)));
        band.Words.Split('\n')
            .ShouldBe(["latency: connection 1, 100 ms to 400 ms. fault 1", "latency: connection 2, 300 ms to 600 ms. fault 2"]);
    }

    [Test]
    public void Faults_with_a_pause_between_them_are_two_bands() =>
        FaultBand.Of([Fault(1, 100, 200), Fault(2, 300, 400)], Axis).Count.ShouldBe(2);

    [Test]
    public void Faults_on_the_link_are_not_merged_with_those_of_a_connection_and_come_first() =>
        FaultBand.Of([Fault(1, 100, 400), Fault(0, 50, 900)], Axis).Select(band => band.Class).ShouldBe(["present", "struck"]);

    [Test]
    public void A_moment_can_be_seen_and_an_event_of_the_link_is_no_fault() =>
        FaultBand.Of([Fault(1, 100, null), Fault(1, 200, null) with { Fault = "open" }], Axis).ShouldHaveSingleItem().Width.ShouldBe(2);

    private static FaultEntry Fault(int connection, double from, double? to) => new()
    {
        AtMs = from, EndMs = to, Connection = connection, Fault = "latency", Detail = $"fault {connection}",
    };
}
