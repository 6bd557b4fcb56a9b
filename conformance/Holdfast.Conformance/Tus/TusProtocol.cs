using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Tus.Expiration;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus;

/// <summary>tus 1.0 for the steps that both protocols share.</summary>
internal sealed class TusProtocol(TusCase tus) : IResumableProtocol
{
    public bool EndsByRequest => false;

    public bool SendsInterimResponses => false;

    public static IReadOnlyList<string> RequirementsOf(Promise promise) => promise switch
    {
        Promise.KeepsAcknowledged => ["TUS-038", "A-28"],
        Promise.CountsNoMore => ["TUS-038"],
        Promise.KeepsPart => ["TUS-043"],
        Promise.KeepsAll => ["TUS-043"],
        Promise.GivesOffset => ["TUS-021", "TUS-040"],
        Promise.Resumes => ["TUS-040"],
        Promise.Whole => ["TUS-038"],
        Promise.Takes => ["A-34"],
        Promise.OneWriter => ["A-24", "TUS-032"],
        Promise.Yields => ["A-22"],
        Promise.OldAppendFails => ["A-23"],
        Promise.LateBytesVanish => ["A-23-MUST"],
        Promise.RefusesRepetition => ["A-26", "TUS-031"],
        Promise.StaysGone => ["A-69", "TUS-124"],
        Promise.EndsCleanly => ["A-67"],
        Promise.CreatesAfresh => ["A-19", "TUS-053"],
        Promise.AnswersInOrder => ["H-07"],
        Promise.CompletesOnlyWhole => ["TUS-038"],
        Promise.StaysComplete => ["TUS-021", "TUS-040"],
        Promise.CompletesOnce => ["A-26", "TUS-031"],
        Promise.CountsAll => ["TUS-043"],
        Promise.Progresses => ["TUS-043", "A-21"],
        Promise.OutlivesKill => ["A-27"],
        Promise.OutlivesTermination or Promise.EndsWhenAsked => ["P-01"],
        Promise.OutlivesStop => ["P-02"],
        Promise.OutlivesFullDisk or Promise.RefusesWithoutRoom => ["P-03"],
        Promise.OutlivesStoreFault or Promise.AdmitsStoreFault => ["P-04"],
        Promise.GivesOffsetAgain => ["TUS-021"],
        Promise.RecoversAcknowledged => ["TUS-038", "A-28"],
        Promise.RecoversCompletion or Promise.DropsComplete or Promise.RefusesWithOffset or Promise.StaysLost => [],
        _ => throw new ArgumentOutOfRangeException(nameof(promise), promise, "tus has no requirement for this."),
    };

    // The run's marker identifies uploads of the run on the server.
    public WireRequest Create(int length, ReadOnlyMemory<byte> content = default)
    {
        var takesContent = tus.Context.Capabilities.Offers("creation-with-upload");
        var post = content.Length > 0 && takesContent ? tus.PostWith(length, content) : tus.Post(length);
        return post.Set("Upload-Metadata", tus.MarkedMetadata);
    }

    public WireUrl? Location(Exchange created) => created.IsSuccess ? tus.Location(created) : null;

    public WireRequest Append(WireUrl url, string offset, ReadOnlyMemory<byte> content, bool isLast) => tus.Patch(url, offset, content);

    public WireRequest Request(string method, WireUrl url) =>
        method == "DELETE" ? tus.Request(method, url).With("Content-Length", "0") : tus.Request(method, url);

    public WireRequest Probe(WireUrl url) => tus.Request("OPTIONS", url);

    public WireUrl? Result(Exchange answer) => null;

    public long? Offset(Exchange answer) => answer.IsSuccess ? answer.Number("Upload-Offset") : null;

    public bool? IsComplete(Upload upload, Exchange head) => Offset(head) is { } offset ? offset == upload.Length : null;

    // TUS-023 has all three.
    public bool IsGone(Exchange head) => head.Is(403, 404, 410);

    public TimeSpan? Lifetime(Exchange answer) => ExpiryDate.Lifetime(answer);

    public IReadOnlyList<string> Requirements(Promise promise) => RequirementsOf(promise);
}
