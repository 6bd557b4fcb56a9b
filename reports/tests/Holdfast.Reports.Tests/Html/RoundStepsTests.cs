using Holdfast.Reports.Html;

namespace Holdfast.Reports.Tests.Html;

public sealed class RoundStepsTests
{
    [TestCase(10, 5, "0 5 10")]
    [TestCase(100_000, 5, "0 50000 100000")]
    [TestCase(60_000, 5, "0 20000 40000 60000")]
    [TestCase(1, 8, "0 0.2 0.4 0.6 0.8 1")]
    [TestCase(9.9, 8, "0 2 4 6 8")]
    [TestCase(0.003, 4, "0 0.001 0.002 0.003")]
    public void An_axis_has_round_numbers_up_to_its_end(double end, int count, string steps) =>
        string.Join(' ', RoundSteps.To(end, count)
            .Select(step => Math.Round(step, 6).ToString(System.Globalization.CultureInfo.InvariantCulture))).ShouldBe(steps);
}
