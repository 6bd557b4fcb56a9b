using Holdfast.Conformance.Engine;
using Holdfast.Reports.Results;

namespace Holdfast.Cli.Check;

/// <summary>Lets two observers follow one run.</summary>
internal sealed class ObserverPair(IRunObserver first, IRunObserver second) : IRunObserver
{
    public async Task OnRunAsync(RunRecord run)
    {
        await first.OnRunAsync(run);
        await second.OnRunAsync(run);
    }

    public async Task OnRequirementsAsync(RequirementsRecord requirements)
    {
        await first.OnRequirementsAsync(requirements);
        await second.OnRequirementsAsync(requirements);
    }

    public async Task OnCaseStartAsync(Case started)
    {
        await first.OnCaseStartAsync(started);
        await second.OnCaseStartAsync(started);
    }

    public async Task OnCaseAsync(CaseRecord result)
    {
        await first.OnCaseAsync(result);
        await second.OnCaseAsync(result);
    }

    public async Task OnSummaryAsync(SummaryRecord summary)
    {
        await first.OnSummaryAsync(summary);
        await second.OnSummaryAsync(summary);
    }
}
