using System.Globalization;
using Holdfast.Conformance.Processes;

namespace Holdfast.Conformance.Engine;

/// <summary>One case: what is done to a server, and which requirements that judges.</summary>
public sealed record Case
{
    /// <summary>The stable path, for example <c>tus/core/patch/offset-mismatch</c>. Its first segment is the protocol.</summary>
    public required string Id { get; init; }

    /// <summary>The case in one sentence.</summary>
    public required string Title { get; init; }

    /// <summary>What the case does.</summary>
    public required string Does { get; init; }

    /// <summary>What must happen.</summary>
    public required string Must { get; init; }

    /// <summary>What a client loses when it does not.</summary>
    public required string Why { get; init; }

    /// <summary>The numbers of the requirements that the case judges.</summary>
    public required IReadOnlyList<string> Judges { get; init; }

    /// <summary>The extensions that the target must announce; without one of them the case is unsupported.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>How long the case may take. Past it the outcome is unknown.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many transfers the case leaves silent and waits for. A server that lets others take over at once costs nothing by it, one that
    /// lets them run into their timeouts costs that long each.
    /// </summary>
    public int Stalls { get; init; }

    /// <summary>How long the case takes on a server that answers at once, without waiting for silent transfers.</summary>
    public TimeSpan Takes
    {
        // Averages of runs against the reference server.
        get => field > TimeSpan.Zero ? field : TimeSpan.FromMilliseconds(IsResilience ? 300 : 50);
        init;
    }

    /// <summary>How telling the case is where there is no time for all: 1 for what loses users' files most often, 5 for the rarest.</summary>
    public int Rank { get; init; } = 2;

    /// <summary>Whether the case breaks the network or the server on purpose.</summary>
    public bool IsResilience => Id.Contains("/resilience/", StringComparison.Ordinal) || ProcessFault is not null;

    /// <summary>
    /// What the case does to the server's process; <see langword="null"/> when it does nothing to it. Such a case gets a server of its own,
    /// and is unsupported where Holdfast cannot start one.
    /// </summary>
    public ProcessFault? ProcessFault { get; init; }

    /// <summary>How long files can get before the server is started again, in octets; <see langword="null"/> for no limit.</summary>
    internal long? FileSizeLimit { get; init; }

    /// <summary>The interop versions of the IETF draft that the case applies to; none for a case of tus.</summary>
    public IReadOnlyList<int> Versions { get; init; } = [];

    /// <summary>The interop version that this variant speaks; <see langword="null"/> for tus, and for a case of the draft as the catalogue has it.</summary>
    public int? Interop { get; init; }

    /// <summary>The id under which the catalogue has the case: that of a variant without its version.</summary>
    public string CatalogueId
    {
        get => field ?? Id;
        init;
    }

    /// <summary>What can be run: the case itself, or one for each interop version, for example <c>ietf/9/creation/empty</c>.</summary>
    public IEnumerable<Case> Variants => Versions.Count == 0 ? [this] : Versions.Select(At);

    private Case At(int version) => this with
    {
        CatalogueId = Id,
        Id = string.Create(CultureInfo.InvariantCulture, $"ietf/{version}{Id["ietf".Length..]}"),
        Interop = version,
    };

    /// <summary>The case itself. Set by every case; a test holds that.</summary>
    internal Func<CaseContext, Task> Run { get; init; } = _ => throw new InvalidOperationException("The case has nothing to run.");
}
