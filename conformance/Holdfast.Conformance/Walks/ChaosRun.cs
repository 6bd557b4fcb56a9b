using System.Globalization;
using Holdfast.Conformance.Engine;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Walks;

/// <summary>Runs random walks until the time is up, and shortens those that break an invariant.</summary>
internal sealed class ChaosRun(ServerRunContext context, ChaosOptions chaos) : ICaseStream
{
    /// <summary>How long one walk may be shortened: some hundred tries against a server that answers at once.</summary>
    private static readonly TimeSpan ShrinkingTime = TimeSpan.FromSeconds(30);

    /// <summary>How many times a walk is repeated to find how reliably it breaks the invariant.</summary>
    private const int Samples = 3;

    private readonly CaseRunner _runner = new(context with { Evidence = EvidenceBudget.Unlimited });
    private readonly HashSet<string> _shrunk = [];

    public string Description =>
        string.Create(CultureInfo.InvariantCulture,
            $"random walks of {chaos.Clients} {(chaos.Clients == 1 ? "client" : "clients")} for {chaos.Duration.TotalSeconds:0.###} s");

    public string? Nothing => TakesTus() || Versions().Count > 0 ? null
        : "No random walk is possible: the target supports neither creations of tus 1.0 nor a selected interop version of the IETF draft. "
            + "Check --protocol and --interop.";

    public async Task RunAsync(Func<Case, Task> started, Func<CaseRecord, Task> ended, CancellationToken stop)
    {
        var begun = context.Options.TimeProvider.GetTimestamp();
        foreach (var script in Scripts()
            .TakeWhile(_ => !stop.IsCancellationRequested && context.Options.TimeProvider.GetElapsedTime(begun) < chaos.Duration))
        {
            var walk = WalkCase.Of(script);
            await started(walk);
            if (await _runner.RunAsync(walk, stop) is not { } result)
            {
                return;
            }

            var broken = HistoryJudge.Broken(result);
            await ended(context.Evidence.Fit(broken.Count == 0
                ? WithoutWire(result) : chaos.Directory is { } directory
                ? await SavedAsync(script, directory, result, broken, stop) : result));
            if (result.Verdict == Verdict.Unsupported)
            {
                return;
            }
        }
    }

    // With the bytes of hundreds of walks, a report would be too large to open; the history of a walk shows its operations.
    private static CaseRecord WithoutWire(CaseRecord result) =>
        result.Verdict == Verdict.Pass ? result with { Evidence = result.Evidence with { Wire = [] } } : result;

    // tus and the draft alternate, and so do the draft's versions. Each walk's seed depends only on the run's seed and the walk's id.
    private IEnumerable<WalkScript> Scripts()
    {
        var versions = Versions();
        IReadOnlyList<bool> lanes = [.. TakesTus() ? [false] : Array.Empty<bool>(), .. versions.Count > 0 ? [true] : Array.Empty<bool>()];
        for (var number = 1; lanes.Count > 0 && number < int.MaxValue; number++)
        {
            foreach (var isDraft in lanes)
            {
                int? version = isDraft ? versions[(number - 1) % versions.Count] : null;
                var id = string.Create(
                    CultureInfo.InvariantCulture, $"{(version is { } one ? $"ietf/{one}" : "tus")}/resilience/walk/{number}");
                yield return new WalkGenerator(CaseSeed.Of(context.Options.Seed, id), chaos.Clients, context.Target.Chunks).Generate(
                    id, version);
            }
        }
    }

    private bool TakesTus() =>
        context.Options.Selection.Protocol != "ietf" && context.Capabilities.SpeaksTus && context.Capabilities.Offers("creation");

    private IReadOnlyList<int> Versions() => context.Options.Selection.Protocol == "tus" || !context.Capabilities.Draft.IsSpoken ? []
        : [.. context.Capabilities.Draft.ToCheck.Where(
            version => context.Options.Selection.Interop is [] || context.Options.Selection.Interop.Contains(version))];

    // A server that Holdfast started ends with the run, so its port is not valid later.
    private string Target => context.Options.Launcher is null ? context.Target.Name : "a server that --start started";

    // Every walk that breaks an invariant is saved; one per invariant is shortened, because that takes time.
    private async Task<CaseRecord> SavedAsync(
        WalkScript script, string directory, CaseRecord result, IReadOnlyList<string> broken, CancellationToken stop)
    {
        var isFirst = _shrunk.Add(broken[0]);
        var shortest = isFirst ? await ShrunkAsync(script, broken[0], stop) : script;
        shortest = shortest with { Target = Target, Breaks = shortest.Steps.Count < script.Steps.Count ? [broken[0]] : broken };
        return result with
        {
            Script = Path.GetFileName(WalkFile.Write(shortest, directory)),
            Checks = [.. result.Checks, new CheckRecord
            {
                Verdict = Verdict.Observe,
                Subject = isFirst
                    ? $"Shortest script that breaks it ({shortest.Steps.Count} of {script.Steps.Count} steps)"
                    : $"Script that breaks it ({script.Steps.Count} steps)",
                Actual = string.Join("; ", shortest.Steps),
            }],
        };
    }

    private async Task<WalkScript> ShrunkAsync(WalkScript script, string invariant, CancellationToken stop)
    {
        var begun = context.Options.TimeProvider.GetTimestamp();
        var broke = 0;
        for (var sample = 0; sample < Samples; sample++)
        {
            broke += await BreaksAsync(script, invariant, tries: 1, stop) ? 1 : 0;
        }

        // A walk that breaks each time needs one try; otherwise it is a race that only shows sometimes.
        var tries = 1 + (2 * (Samples - broke));
        return await new WalkShrinker(
            candidate => BreaksAsync(candidate, invariant, tries, stop),
            () => stop.IsCancellationRequested || context.Options.TimeProvider.GetElapsedTime(begun) > ShrinkingTime).ShrinkAsync(script);
    }

    private async Task<bool> BreaksAsync(WalkScript candidate, string invariant, int tries, CancellationToken stop)
    {
        for (var attempt = 0; attempt < tries && !stop.IsCancellationRequested; attempt++)
        {
            if (await _runner.RunAsync(WalkCase.Of(candidate), stop) is { } result && HistoryJudge.Broken(result).Contains(invariant))
            {
                return true;
            }
        }

        return false;
    }
}
