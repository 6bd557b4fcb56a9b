using Holdfast.Conformance.Histories;
using Holdfast.Conformance.Links;
using Holdfast.Conformance.Wire;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Engine;

/// <summary>
/// The parts that every case has, whether it judges a server or a client: a clock, a seed, a list of checks, its own links, and the
/// evidence.
/// </summary>
internal abstract class CaseContext : IAsyncDisposable
{
    private readonly ILinkFactory _links;
    private readonly List<ILink> _open = [];
    private readonly string _caseId;
    private readonly Lock _gate = new();
    private readonly List<Measurement> _measurements = [];

    protected CaseContext(Case @case, RunContext run, IOperationReader reader, CancellationToken cancellationToken)
    {
        (_caseId, _links, CancellationToken) = (@case.Id, run.Links, cancellationToken);
        Seed = CaseSeed.Of(run.Options.Seed, @case.Id);
        Random = new Random(unchecked((int)Seed));
        Clock = new CaseClock(run.Options.TimeProvider);
        Transcript = new Transcript(Clock, run.Secrets);
        Checks = new CheckList(id => run.Judges(@case, id), @case.Interop, run.Secrets, @case.Subject);
        Recorder = new HistoryRecorder(Clock, reader);
    }

    public ulong Seed { get; }

    /// <summary>Only for the case's main task: concurrent tasks would take the numbers in an order that a race decides.</summary>
    public Random Random { get; }

    public CaseClock Clock { get; }

    public Transcript Transcript { get; }

    public CheckList Checks { get; }

    /// <summary>Writes the case's history.</summary>
    public HistoryRecorder Recorder { get; }

    public CancellationToken CancellationToken { get; }

    /// <summary>How the subject temporarily refused a request that was not repeated; <see langword="null"/> if it refused none.</summary>
    public virtual string? Throttled => null;

    /// <summary>Runs the case.</summary>
    public abstract Task RunAsync(Case @case);

    /// <summary>Adds the facts that only this kind of context knows to the record of the case.</summary>
    public virtual CaseRecord Complete(CaseRecord record) => record;

    /// <summary>New random content of that many bytes: letters, so that a wire log can be read.</summary>
    public byte[] Content(int length)
    {
        var content = new byte[length];
        for (var at = 0; at < length; at++)
        {
            content[at] = (byte)('a' + Random.Next(26));
        }

        return content;
    }

    public void Note(string sentence) => Transcript.Event(0, WireDirection.Note, "note", sentence);

    /// <summary>Records a number that no requirement judges, for example the time that a server needed.</summary>
    public void Measure(string name, double value, string unit)
    {
        lock (_gate)
        {
            _measurements.Add(new Measurement(name, value, unit));
        }
    }

    /// <summary>The measurements of the case.</summary>
    public IReadOnlyList<Measurement> Measurements()
    {
        lock (_gate)
        {
            return [.. _measurements];
        }
    }

    /// <summary>The faults in the network and in the subject, on the case's clock.</summary>
    public IReadOnlyList<FaultEntry> Faults() =>
        [.. _open.SelectMany(link => link.Faults(Clock)).Concat(OtherFaults()).OrderBy(fault => fault.AtMs)];

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var link in _open)
        {
            await link.DisposeAsync();
        }
    }

    /// <summary>The faults that were not caused by links.</summary>
    protected virtual IEnumerable<FaultEntry> OtherFaults() => [];

    /// <summary>Opens a link that is closed when the case ends. Not safe for concurrent calls.</summary>
    protected async Task<ILink> OpenLinkAsync(string host, int port) =>
        Keep(await _links.OpenAsync($"{_caseId}#{_open.Count + 1}", host, port, Seed, CancellationToken));

    /// <summary>Keeps a link until the case ends. Not safe for concurrent calls.</summary>
    protected ILink Keep(ILink link)
    {
        _open.Add(link);
        return link;
    }
}
