using Holdfast.Conformance.Processes;
using Holdfast.Conformance.Steps;

namespace Holdfast.Conformance.Resilience;

/// <summary>A fault of the network or of the server's process, or a race, that affects uploads of both protocols.</summary>
internal sealed record FaultScenario
{
    /// <summary>Family and name, for example <c>cut/in-body/reset</c>.</summary>
    public required string Path { get; init; }

    public required string Title { get; init; }

    public required string Does { get; init; }

    public required string Must { get; init; }

    public required string Why { get; init; }

    /// <summary>Everything that is judged.</summary>
    public required IReadOnlyList<Promise> Promises { get; init; }

    public required Func<ResumableCase, Task> Run { get; init; }

    /// <summary>The extension of tus that it needs beside creation.</summary>
    public string? Extension { get; init; }

    /// <summary>Whether it runs in every interop version of the draft, and not only in the representative ones.</summary>
    public bool InEveryVersion { get; init; }

    /// <summary>The fault of the server's process.</summary>
    public ProcessFault? ProcessFault { get; init; }

    /// <summary>Whether it breaks the network between the server and its store.</summary>
    public bool BreaksStore { get; init; }

    /// <summary>How long files can get before the server is started again, in bytes.</summary>
    public long? FileSizeLimit { get; init; }

    /// <summary>How many stalled transfers it waits for if no request may take them over.</summary>
    public int Stalls { get; init; }

    /// <summary>How telling it is; <see cref="Engine.Case.Rank"/>.</summary>
    public int Rank { get; init; } = 3;

    /// <summary>How long it takes against a server that answers at once; <see langword="default"/> for as long as most.</summary>
    public TimeSpan Takes { get; init; }

    public TimeSpan TimeLimit
    {
        // A server may take a while to start, and a scenario starts it up to four times.
        get => field > TimeSpan.Zero ? field : TimeSpan.FromSeconds(ProcessFault is null && !BreaksStore ? 90 : 120);
        init;
    }
}
