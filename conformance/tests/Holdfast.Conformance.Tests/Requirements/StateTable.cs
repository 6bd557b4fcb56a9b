using System.Text.Json;

namespace Holdfast.Conformance.Tests.Requirements;

/// <summary>
/// Which requirement holds in which state of an upload, and the cases that judge it there. The data stands next to the catalogue
/// (<c>Requirements/*-states.json</c>); only tests and the page read it.
/// </summary>
internal sealed record StateTable
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    public required string Protocol { get; init; }

    /// <summary>The states and what they are, in order.</summary>
    public required Dictionary<string, string> States { get; init; }

    /// <summary>Why a requirement is not judged in a state: short names and sentences.</summary>
    public required Dictionary<string, string> Reasons { get; init; }

    public required IReadOnlyList<StateRow> Requirements { get; init; }

    /// <summary>Requirements that hold in no state of an upload, by the reason.</summary>
    public required Dictionary<string, IReadOnlyList<string>> Elsewhere { get; init; }

    public static DirectoryInfo Root { get; } = Upwards(new DirectoryInfo(AppContext.BaseDirectory));

    public static StateTable Read(string file) =>
        JsonSerializer.Deserialize<StateTable>(
            File.ReadAllText(Path.Combine(Root.FullName, "conformance", "Holdfast.Conformance", "Requirements", file)), Web)!;

    private static DirectoryInfo Upwards(DirectoryInfo from) =>
        File.Exists(Path.Combine(from.FullName, "Conformance.sln")) ? from : Upwards(from.Parent!);
}

/// <summary>One requirement over all states.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Answers">The kinds of answer that it speaks of.</param>
/// <param name="Cells">The cases that judge it, by state.</param>
/// <param name="Not">The short name of the reason why no case judges it, by state.</param>
internal sealed record StateRow(string Id, string Answers, Dictionary<string, IReadOnlyList<string>> Cells, Dictionary<string, string> Not);
