using Holdfast.Conformance.Fields;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Ietf;

/// <summary>The draft for the steps that both protocols share.</summary>
internal sealed class DraftProtocol(IetfCase draft) : IResumableProtocol
{
    public bool EndsByRequest => true;

    public bool SendsInterimResponses => true;

    public static IReadOnlyList<string> RequirementsOf(Promise promise) => promise switch
    {
        // That an offset never decreases is said from version 6 on; that it is accepted next, in all (in version 7 without a keyword).
        Promise.KeepsAcknowledged => ["IETF-005", "IETF-128"],
        Promise.CountsNoMore => ["IETF-010"],
        Promise.KeepsPart => ["IETF-105"],
        Promise.KeepsAll => ["IETF-159"],

        // From version 7 on IETF-087 applies to success responses; that an existing upload gets one is only implied.
        Promise.GivesOffset => ["IETF-087", "IETF-104"],
        Promise.Resumes or Promise.Whole or Promise.Takes or Promise.EndsCleanly => ["IETF-104"],
        Promise.OneWriter or Promise.LateBytesVanish => ["IETF-127"],
        Promise.Yields or Promise.OldAppendFails => ["IETF-129"],
        Promise.RefusesRepetition => ["IETF-107"],
        Promise.RefusesWithOffset => ["IETF-109"],
        Promise.StaysGone => ["IETF-123"],
        Promise.CreatesAfresh => ["IETF-002", "IETF-003"],
        Promise.AnswersInOrder => ["IETF-087"],
        Promise.CompletesOnlyWhole => ["IETF-106"],
        Promise.StaysComplete or Promise.CompletesOnce or Promise.RecoversCompletion => ["IETF-014"],
        Promise.DropsComplete => ["IETF-004"],
        Promise.CountsAll => ["IETF-001"],
        Promise.Progresses => ["IETF-105"],
        Promise.OutlivesKill or Promise.OutlivesTermination or Promise.OutlivesStop or Promise.OutlivesFullDisk
            or Promise.OutlivesStoreFault or Promise.AdmitsStoreFault => ["IETF-001"],
        Promise.GivesOffsetAgain or Promise.StaysLost => ["IETF-006"],
        Promise.RecoversAcknowledged => ["IETF-005", "IETF-006", "IETF-009"],
        Promise.EndsWhenAsked or Promise.RefusesWithoutRoom => [],
        _ => throw new ArgumentOutOfRangeException(nameof(promise), promise, "The draft has no requirement for this."),
    };

    public WireRequest Create(int length, ReadOnlyMemory<byte> content = default) => draft.Create(completes: false, content);

    // The final response decides; the 104 counts only when the final response has no Location or is missing.
    public WireUrl? Location(Exchange created) =>
        (created.IsSuccess ? [created.Response!.Fields] : Array.Empty<WireFields>()).Concat(
            created.Interim.Select(interim => interim.Fields))
            .Select(draft.Location).FirstOrDefault(url => url is not null);

    public WireRequest Append(WireUrl url, string offset, ReadOnlyMemory<byte> content, bool isLast) =>
        draft.Append(new Upload(url, []), offset, isLast, content);

    // GET is not a part of the draft, so it is sent without an interop version.
    public WireRequest Request(string method, WireUrl url) => method switch
    {
        "GET" => draft.Plain(method, url),
        "DELETE" => draft.Request(method, url).With("Content-Length", "0"),
        _ => draft.Request(method, url),
    };

    public WireRequest Probe(WireUrl url) => draft.Plain("OPTIONS", draft.Endpoint);

    // The upload resource itself may have been removed by then.
    public WireUrl? Result(Exchange answer) => answer.IsSuccess ? draft.Location(answer.Response!.Fields) : null;

    public long? Offset(Exchange answer) => answer.IsSuccess || answer.Status == 409 ? DraftFields.Offset(answer.Response!.Fields) : null;

    public bool? IsComplete(Upload upload, Exchange head) => head.Response is { } response ? draft.Completeness(response.Fields) : null;

    public bool IsGone(Exchange head) => head.Is(404, 410);

    public TimeSpan? Lifetime(Exchange answer) =>
        answer.Response is { } response && DraftFields.Limits(response.Fields)?.GetValueOrDefault(Interop.Age(draft.Version)) is { } seconds
            ? TimeSpan.FromSeconds(seconds) : null;

    public IReadOnlyList<string> Requirements(Promise promise) =>
        promise == Promise.GivesOffset && draft.Version > 6 ? ["IETF-001", "IETF-104"] : RequirementsOf(promise);
}
