using Holdfast.Conformance.Wire;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Discovery;

/// <summary>The target's description of itself in its response to OPTIONS (tus 1.0.0, OPTIONS).</summary>
internal sealed record Capabilities(Exchange Options)
{
    // One of them is enough; cases judge the missing ones.
    private static readonly string[] Signs = ["Tus-Version", "Tus-Resumable", "Tus-Extension"];

    private static readonly string[] TusFields =
        ["Tus-Version", "Tus-Resumable", "Tus-Extension", "Tus-Max-Size", "Tus-Checksum-Algorithm", "Upload-Limit", "Server"];

    /// <summary>
    /// Whether the response to OPTIONS lists the tus features of the target. A CORS layer or a gateway may answer instead, or refuse.
    /// </summary>
    public bool AnnouncesTus => Options.IsSuccess && HasSign;

    /// <summary>Whether the target speaks tus: it shows a sign of it, or a first upload has.</summary>
    public bool SpeaksTus => HasSign || Known.Count > 0;

    /// <summary>
    /// Extensions that are known although OPTIONS says nothing of tus: the user names them, or a first upload has shown them.
    /// </summary>
    public IReadOnlyList<string> Known { get; init; } = [];

    /// <summary>The target's support of the IETF draft.</summary>
    public DraftSupport Draft { get; init; } = DraftSupport.None;

    public IReadOnlyList<string> Extensions => Options.IsSuccess ? Options.Response!.Fields.List("Tus-Extension") : [];

    public IReadOnlyList<string> ChecksumAlgorithms => Options.IsSuccess ? Options.Response!.Fields.List("Tus-Checksum-Algorithm") : [];

    public long? MaxSize => Options.IsSuccess ? Options.Number("Tus-Max-Size") : null;

    public IReadOnlyList<Fact> Facts =>
        [new Fact("OPTIONS", Options.Outcome),
            .. TusFields.Where(name => Options[name] is not null).Select(name => new Fact(name, Options[name]!)), .. Draft.Facts];

    private bool HasSign => Signs.Any(sign => Options[sign] is not null);

    /// <summary>Whether OPTIONS names the extension.</summary>
    public bool Announces(string extension) => Extensions.Contains(extension, StringComparer.Ordinal);

    /// <summary>Whether the extension is there to be judged: it is announced, or known otherwise.</summary>
    public bool Offers(string extension) => Announces(extension) || Known.Contains(extension, StringComparer.Ordinal);
}
