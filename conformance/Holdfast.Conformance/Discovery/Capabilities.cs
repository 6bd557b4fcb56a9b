using Holdfast.Conformance.Wire;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Discovery;

/// <summary>What a target says about itself in answer to OPTIONS (tus 1.0.0, OPTIONS).</summary>
internal sealed record Capabilities(Exchange Options)
{
    // One of them is enough: what is missing beside it is for the cases to judge.
    private static readonly string[] Signs = ["Tus-Version", "Tus-Resumable", "Tus-Extension"];

    private static readonly string[] Told = ["Tus-Version", "Tus-Resumable", "Tus-Extension", "Tus-Max-Size", "Tus-Checksum-Algorithm", "Upload-Limit", "Server"];

    public bool SpeaksTus => Signs.Any(sign => Options[sign] is not null);

    /// <summary>What the target speaks of the IETF draft.</summary>
    public DraftSupport Draft { get; init; } = DraftSupport.None;

    public IReadOnlyList<string> Extensions => Options.IsSuccess ? Options.Response!.Fields.List("Tus-Extension") : [];

    public IReadOnlyList<string> ChecksumAlgorithms => Options.IsSuccess ? Options.Response!.Fields.List("Tus-Checksum-Algorithm") : [];

    public long? MaxSize => Options.IsSuccess ? Options.Number("Tus-Max-Size") : null;

    public IReadOnlyList<Fact> Facts =>
        [new Fact("OPTIONS", Options.Outcome), .. Told.Where(name => Options[name] is not null).Select(name => new Fact(name, Options[name]!)), .. Draft.Facts];

    public bool Offers(string extension) => Extensions.Contains(extension, StringComparer.Ordinal);
}
