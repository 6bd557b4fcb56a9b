using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Discovery;

/// <summary>
/// Deviations from tus in the first upload that do not stop a client. They affect every case, so each deviation is judged by one case and
/// reported once per run; the other cases accept it.
/// </summary>
internal sealed record Ground
{
    /// <summary>A target that answered as tus has it.</summary>
    public static Ground Firm { get; } = new();

    /// <summary>The deviations, by the method that is answered with them.</summary>
    public IReadOnlyDictionary<string, Deviation> Deviations { get; init; } = new Dictionary<string, Deviation>();

    /// <summary>Whether creations without the user's metadata are refused.</summary>
    public bool DemandsMetadata { get; init; }

    /// <summary>The first upload's URL, when it is still on the target; <see langword="null"/> when it was deleted.</summary>
    public WireUrl? LeftBehind { get; init; }

    /// <summary>The deviations in words.</summary>
    public IReadOnlyList<string> Sentences => [.. Deviations.Values.Select(deviation => deviation.Sentence)];

    /// <summary>The deviations that a case accepts: all except those that it judges itself.</summary>
    public Ground For(string catalogueId) => Deviations.Values.Any(deviation => deviation.JudgedBy == catalogueId)
        ? this with { Deviations = Deviations.Where(one => one.Value.JudgedBy != catalogueId).ToDictionary() }
        : this;

    /// <summary>The deviations that a random walk accepts, which include responses after which no case can continue.</summary>
    public Ground ForWalks => this with { Deviations = Deviations.Where(one => one.Value.IsUsable).ToDictionary() };

    /// <summary>Returns a response as cases see it: a known, usable deviation gets the expected status.</summary>
    public Exchange Seen(Exchange answer) => DeviationOf(answer) is { IsUsable: true } deviation
        ? answer with { Response = answer.Response!.Excused(deviation.Expected) }
        : answer;

    /// <summary>Says why no client can continue after a response; <see langword="null"/> if one can.</summary>
    public string? DeadEnd(Exchange answer) => DeviationOf(answer) is { IsUsable: false } deviation ? deviation.Sentence : null;

    // A creation with a Location is usable, even if the first one had none.
    private Deviation? DeviationOf(Exchange answer) =>
        answer.Response is { } response && Deviations.TryGetValue(answer.Method, out var deviation) && deviation.Status == response.Status
        && (deviation.IsUsable || answer["Location"] is null) ? deviation : null;
}
