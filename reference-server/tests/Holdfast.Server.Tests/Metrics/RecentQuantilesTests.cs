using Holdfast.Server.Metrics;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Server.Tests.Metrics;

/// <summary>The quantiles of a summary.</summary>
public sealed class RecentQuantilesTests
{
    private readonly FakeTimeProvider _time = new();

    [TestCase(0.5, 500)]
    [TestCase(0.9, 900)]
    [TestCase(0.99, 990)]
    [TestCase(0, 1)]
    [TestCase(1, 1000)]
    public void A_quantile_is_at_most_2_percent_off(double quantile, double expected)
    {
        var recent = new RecentQuantiles(_time);
        for (var value = 1; value <= 1000; value++)
        {
            recent.Add(value);
        }

        var (quantiles, sum, count) = recent.Read(quantile);

        quantiles[0].ShouldBe(expected, expected * 0.02);
        (sum, count).ShouldBe((500_500, 1000));
    }

    [Test]
    public void Values_older_than_ten_minutes_count_in_the_sum_only()
    {
        var recent = new RecentQuantiles(_time);
        recent.Add(1);
        _time.Advance(TimeSpan.FromMinutes(7));
        recent.Add(100);

        recent.Read(0).Quantiles[0].ShouldBe(1, 0.02);
        _time.Advance(TimeSpan.FromMinutes(4));
        recent.Read(0).Quantiles[0].ShouldBe(100, 2);
        _time.Advance(TimeSpan.FromHours(3));
        var (quantiles, sum, count) = recent.Read(0);

        quantiles[0].ShouldBe(double.NaN);
        (sum, count).ShouldBe((101, 2));
        recent.Add(5);
        recent.Read(0.5).Quantiles[0].ShouldBe(5, 0.1);
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(1e12)]
    [TestCase(double.PositiveInfinity)]
    public void Any_value_can_be_added(double value)
    {
        var recent = new RecentQuantiles(_time);
        recent.Add(value);

        recent.Read(0.5).Count.ShouldBe(1);
    }
}
