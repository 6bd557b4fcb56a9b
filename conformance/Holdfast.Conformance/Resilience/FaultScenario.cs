namespace Holdfast.Conformance.Resilience;

/// <summary>A fault, or a race, that happens to uploads of both protocols alike.</summary>
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

    /// <summary>How many stalled transfers it waits for if no request may take them over.</summary>
    public int Stalls { get; init; }

    /// <summary>How telling it is; <see cref="Engine.Case.Rank"/>.</summary>
    public int Rank { get; init; } = 3;

    /// <summary>How long it takes against a server that answers at once; <see langword="default"/> for as long as most.</summary>
    public TimeSpan Takes { get; init; }

    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(90);
}
