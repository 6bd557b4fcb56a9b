using System.Globalization;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Resilience;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Ietf.Resilience;

/// <summary>The draft for the scenarios that both protocols share.</summary>
internal sealed class DraftProtocol(IetfCase draft) : IResumableProtocol
{
    public ServerCaseContext Context => draft.Context;

    public WireUrl Endpoint => draft.Endpoint;

    public bool EndsByRequest => true;

    public static IReadOnlyList<string> RequirementsOf(Promise promise) => promise switch
    {
        // That an offset never decreases is said from version 6 on; that it is accepted next, in all (in version 7 without a keyword).
        Promise.KeepsAcknowledged => ["IETF-005", "IETF-128"],
        Promise.CountsNoMore => ["IETF-010"],
        Promise.KeepsPart => ["IETF-105"],
        Promise.Resumes or Promise.Whole or Promise.Takes or Promise.EndsCleanly => ["IETF-104"],
        Promise.OneWriter or Promise.LateOctetsVanish => ["IETF-127"],
        Promise.Yields or Promise.TellsTheOld => ["IETF-129"],
        Promise.RefusesRepetition => ["IETF-107"],
        Promise.StaysGone => ["IETF-123"],
        Promise.CreatesAfresh => ["IETF-002", "IETF-003"],
        Promise.AnswersInOrder => ["IETF-087"],
        _ => throw new ArgumentOutOfRangeException(nameof(promise), promise, "The draft has no requirement for this."),
    };

    public async Task<Upload> NewAsync(int length)
    {
        var upload = await draft.NewAsync(length);
        return new Upload(upload.Url, upload.Content);
    }

    public WireRequest Create(int length) => draft.Create(completes: false);

    public WireUrl? Location(Exchange created) => created.Response is { } response ? draft.Location(response.Fields) : null;

    public WireRequest Append(Upload upload, string offset, ReadOnlyMemory<byte> octets) =>
        draft.Append(new IetfUpload(upload.Url, upload.Content), offset, Reaches(upload, offset, octets.Length), octets);

    public WireRequest Request(string method, WireUrl url) => draft.Request(method, url);

    public WireRequest Probe(WireUrl url) => draft.Plain("OPTIONS", draft.Endpoint);

    // The result of a finished upload is where its last answer says, and the upload resource itself may be gone by then.
    public (WireRequest Request, WireUrl Url) Read(Upload upload, Exchange? last)
    {
        var url = last?.Response is { } response && draft.Location(response.Fields) is { } result ? result : upload.Url;
        return (draft.Plain("GET", url), url);
    }

    public long? Offset(Exchange answer) => answer.Response is { } response ? IetfCase.Offset(response.Fields) : null;

    public TimeSpan? Lifetime(Exchange answer) =>
        answer.Response is { } response && IetfCase.Limits(response.Fields)?.GetValueOrDefault(Interop.Age(draft.Version)) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    public int Chunk(int octets) => draft.Chunk(octets);

    public IReadOnlyList<string> Requirements(Promise promise) => RequirementsOf(promise);

    private static bool Reaches(Upload upload, string offset, int count) =>
        long.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at + count >= upload.Length;
}
