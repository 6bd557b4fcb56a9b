using System.Text.Json.Serialization;

namespace Holdfast.Conformance.Walks;

/// <summary>A random walk as data: its uploads, and the steps of several clients with their faults.</summary>
public sealed record WalkScript
{
    /// <summary>The schema that this version writes and reads.</summary>
    public const string CurrentSchema = "holdfast.walk/1";

    /// <summary>The schema of the file.</summary>
    [JsonRequired]
    public string Schema { get; init; } = CurrentSchema;

    /// <summary>The id of the walk, for example <c>tus/resilience/walk/3</c>.</summary>
    public required string Id { get; init; }

    /// <summary>
    /// The server that it broke: the URL without secrets, or a name for one that cannot be reached by a URL. <see langword="null"/> in a
    /// file that does not say.
    /// </summary>
    public string? Target { get; init; }

    /// <summary>The interop version of the IETF draft; <see langword="null"/> for tus 1.0.</summary>
    public int? Interop { get; init; }

    /// <summary>Decides the contents of the uploads.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The lengths of the uploads in bytes.</summary>
    public required IReadOnlyList<int> Uploads { get; init; }

    /// <summary>The steps, in order.</summary>
    public required IReadOnlyList<WalkStep> Steps { get; init; }

    /// <summary>The invariants that broke when the walk ran.</summary>
    [JsonRequired]
    public IReadOnlyList<string> Breaks { get; init; } = [];

    /// <summary>The name of the file that a walk is saved in, for example <c>walk-tus-3.json</c>.</summary>
    public string FileName => $"walk-{Id.Replace("resilience/walk/", "", StringComparison.Ordinal).Replace('/', '-')}.json";
}
