using Holdfast.Reports.Results;

namespace Holdfast.Cli.Tests.Check;

/// <summary>The exit codes that scripts rely on.</summary>
public sealed class ExitCodeTests
{
    private static readonly TestCaseData[] Codes =
    [
        new TestCaseData(new SummaryRecord { Pass = 3 }, false, 0),
        new TestCaseData(new SummaryRecord { Pass = 3, Warn = 1 }, false, 0),
        new TestCaseData(new SummaryRecord { Pass = 3, Warn = 1 }, true, 1),
        new TestCaseData(new SummaryRecord { Pass = 3, Fail = 1, Inconclusive = 1, Harness = 1 }, false, 1),
        new TestCaseData(new SummaryRecord { Pass = 3, Inconclusive = 1 }, false, 2),
        new TestCaseData(new SummaryRecord { Pass = 3, Interrupted = true }, false, 2),
        new TestCaseData(new SummaryRecord { Pass = 3, Inconclusive = 1, Harness = 1 }, false, 70),
        new TestCaseData(new SummaryRecord { Unsupported = 3 }, false, 3),
        new TestCaseData(new SummaryRecord { Unsupported = 3, Pass = 1 }, false, 0),
    ];

    [TestCaseSource(nameof(Codes))]
    public void The_worst_verdict_decides(SummaryRecord summary, bool strict, int code) => ExitCode.Of(summary, strict).ShouldBe(code);
}
