using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Resilience;
using Holdfast.Conformance.Tus.Expiration;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Resilience;

/// <summary>tus 1.0 for the scenarios that both protocols share.</summary>
internal sealed class TusProtocol(TusCase tus) : IResumableProtocol
{
    public ServerCaseContext Context => tus.Context;

    public WireUrl Endpoint => tus.Endpoint;

    public bool EndsByRequest => false;

    public static IReadOnlyList<string> RequirementsOf(Promise promise) => promise switch
    {
        Promise.KeepsAcknowledged => ["TUS-038", "A-28"],
        Promise.CountsNoMore => ["TUS-038"],
        Promise.KeepsPart => ["TUS-043"],
        Promise.Resumes => ["TUS-040"],
        Promise.Whole => ["TUS-038"],
        Promise.Takes => ["A-34"],
        Promise.OneWriter => ["A-24", "TUS-032"],
        Promise.Yields => ["A-22"],
        Promise.TellsTheOld => ["A-23"],
        Promise.LateOctetsVanish => ["A-23-MUST"],
        Promise.RefusesRepetition => ["A-26", "TUS-031"],
        Promise.StaysGone => ["A-69", "TUS-124"],
        Promise.EndsCleanly => ["A-67"],
        Promise.CreatesAfresh => ["A-19", "TUS-053"],
        Promise.AnswersInOrder => ["H-07"],
        _ => throw new ArgumentOutOfRangeException(nameof(promise), promise, "tus has no requirement for this."),
    };

    public async Task<Upload> NewAsync(int length)
    {
        var upload = await tus.NewUploadAsync(length);
        return new Upload(upload.Url, upload.Content);
    }

    public WireRequest Create(int length) => tus.Post(length);

    public WireUrl? Location(Exchange created) => tus.Location(created);

    public WireRequest Append(Upload upload, string offset, ReadOnlyMemory<byte> octets) => tus.Patch(upload.Url, offset, octets);

    public WireRequest Request(string method, WireUrl url) => tus.Request(method, url);

    public WireRequest Probe(WireUrl url) => tus.Request("OPTIONS", url);

    public (WireRequest Request, WireUrl Url) Read(Upload upload, Exchange? last) => (tus.Request("GET", upload.Url), upload.Url);

    public long? Offset(Exchange answer) => answer.Number("Upload-Offset");

    public TimeSpan? Lifetime(Exchange answer) => ExpiryDate.Lifetime(answer);

    public int Chunk(int octets) => tus.Chunk(octets);

    public IReadOnlyList<string> Requirements(Promise promise) => RequirementsOf(promise);
}
