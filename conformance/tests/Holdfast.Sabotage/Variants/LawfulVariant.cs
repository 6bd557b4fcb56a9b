namespace Holdfast.Sabotage.Variants;

/// <summary>The reference server with one deviation that the texts of some interop versions permit: no case may accuse it.</summary>
public sealed record LawfulVariant
{
    /// <summary>The name: an area and a few words.</summary>
    public required string Name { get; init; }

    /// <summary>The server's behaviour in a sentence.</summary>
    public required string Does { get; init; }

    /// <summary>The interop versions whose texts permit it.</summary>
    public required IReadOnlyList<int> Versions { get; init; }

    /// <summary>The ids of the cases that look at it, without a version segment.</summary>
    public required IReadOnlyList<string> Cases { get; init; }

    /// <summary>Puts the deviation into the server.</summary>
    public required Break Break { get; init; }

    /// <summary>The variant as a defect, in one interop version.</summary>
    public Defect In(int version) => new() { Name = $"ietf/lawful/{Name}", Breaks = Does, Interop = version, Kills = [], Break = Break };
}
