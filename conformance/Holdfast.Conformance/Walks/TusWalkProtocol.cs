using System.Globalization;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Resilience;
using Holdfast.Conformance.Tus;
using Holdfast.Conformance.Tus.Creation;
using Holdfast.Conformance.Tus.Resilience;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Walks;

/// <summary>A walk in tus 1.0.</summary>
internal sealed class TusWalkProtocol(TusCase tus) : IWalkProtocol
{
    public ServerCaseContext Context => tus.Context;

    public WireUrl Endpoint => tus.Endpoint;

    public IReadOnlyList<string> Resumable => TusProtocol.RequirementsOf(Promise.Resumes);

    public WireRequest Create(int length, ReadOnlyMemory<byte> body)
    {
        var post = body.Length > 0 && Context.Capabilities.Offers("creation-with-upload") ? tus.PostWith(length, body) : tus.Post(length);
        return post.Set("Upload-Metadata", Metadata.Of([.. Context.Target.Metadata, KeyValuePair.Create(RunMarker.Key, Context.Run.Marker)]));
    }

    public WireRequest Append(WireUrl url, long offset, ReadOnlyMemory<byte> body, bool isLast) =>
        tus.Patch(url, offset.ToString(CultureInfo.InvariantCulture), body);

    public WireRequest Ask(string method, WireUrl url) => method == "DELETE" ? tus.Request(method, url).With("Content-Length", "0") : tus.Request(method, url);

    public WireUrl? Made(Exchange created) => created.IsSuccess ? tus.Location(created) : null;

    public long? Offset(Exchange answer) => answer.IsSuccess ? answer.Number("Upload-Offset") : null;

    public WireUrl? Result(Exchange answer) => null;
}
