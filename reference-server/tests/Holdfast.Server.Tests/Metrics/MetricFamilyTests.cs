using System.Text;
using Holdfast.Server.Metrics;

namespace Holdfast.Server.Tests.Metrics;

/// <summary>The letters of Prometheus's text format.</summary>
public sealed class MetricFamilyTests
{
    [TestCase("a\"b", @"a\""b")]
    [TestCase("a\\b", @"a\\b")]
    [TestCase("a\nb 1", @"a\nb 1")]
    public void A_label_can_not_end_its_line(string value, string written)
    {
        var labels = MetricFamily.LabelsOf([new("z", 1), new("code", value)]);

        labels.ShouldBe($"code=\"{written}\",z=\"1\"");
    }

    [Test]
    public void Values_of_the_same_labels_are_added()
    {
        var family = new MetricFamily("parts", "All parts.", "gauge");
        family.Add("", 2);
        family.Add("", 3);

        Written(family).ShouldBe("# HELP parts All parts.\n# TYPE parts gauge\nparts 5\n");
    }

    [TestCase(double.NaN, "NaN")]
    [TestCase(double.PositiveInfinity, "+Inf")]
    [TestCase(double.NegativeInfinity, "-Inf")]
    [TestCase(0.25, "0.25")]
    [TestCase(12345678901d, "12345678901")]
    public void Values_are_written_as_Go_reads_them(double value, string written)
    {
        var family = new MetricFamily("a", "b", "gauge");
        family.Add("c=\"d\"", value);

        Written(family).ShouldEndWith($"\na{{c=\"d\"}} {written}\n");
    }

    private static string Written(MetricFamily family)
    {
        var text = new StringBuilder();
        family.WriteTo(text);
        return text.ToString();
    }
}
