using Holdfast.Reports.Results;

namespace Holdfast.Reports.Tests.Results;

public sealed class CaseIdOrderTests
{
    [Test]
    public void Numbers_are_ordered_by_value_and_before_texts()
    {
        string[] ordered =
        [
            "ietf/3/append/offset", "ietf/3/append/offset-void", "ietf/3/append-cut", "ietf/10/append/offset", "ietf/2x/append/offset",
            "tus/core", "tus/core/head", "tus/resilience/walk/2", "tus/resilience/walk/10",
        ];
        ordered.Reverse().Order(CaseIdOrder.Instance).ShouldBe(ordered);
    }
}
