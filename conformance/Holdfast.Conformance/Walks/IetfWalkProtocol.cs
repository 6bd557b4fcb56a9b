using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Ietf;
using Holdfast.Conformance.Ietf.Resilience;
using Holdfast.Conformance.Resilience;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Walks;

/// <summary>A walk in the IETF draft.</summary>
internal sealed class IetfWalkProtocol(IetfCase ietf) : IWalkProtocol
{
    public ServerCaseContext Context => ietf.Context;

    public WireUrl Endpoint => ietf.Endpoint;

    public IReadOnlyList<string> Resumable => DraftProtocol.RequirementsOf(Promise.Resumes);

    public WireRequest Create(int length, ReadOnlyMemory<byte> body) => ietf.Create(completes: false, body);

    public WireRequest Append(WireUrl url, long offset, ReadOnlyMemory<byte> body, bool isLast) => ietf.Append(new IetfUpload(url, []), offset, isLast, body);

    // GET is not a part of the draft, so it goes out without a version of it.
    public WireRequest Ask(string method, WireUrl url) => method switch
    {
        "GET" => ietf.Plain(method, url),
        "DELETE" => ietf.Request(method, url).With("Content-Length", "0"),
        _ => ietf.Request(method, url),
    };

    public WireUrl? Made(Exchange created) =>
        created.Interim.Select(interim => interim.Fields).Concat(created.IsSuccess ? [created.Response!.Fields] : []).Select(ietf.Location).FirstOrDefault(url => url is not null);

    public long? Offset(Exchange answer) => answer.IsSuccess || answer.Status == 409 ? IetfCase.Offset(answer.Response!.Fields) : null;

    public WireUrl? Result(Exchange answer) => answer.IsSuccess ? ietf.Location(answer.Response!.Fields) : null;
}
