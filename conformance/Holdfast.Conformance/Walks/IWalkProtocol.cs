using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Walks;

/// <summary>A protocol as a walk speaks it: requests as a correct client writes them, and what answers say.</summary>
internal interface IWalkProtocol
{
    ServerCaseContext Context { get; }

    WireUrl Endpoint { get; }

    /// <summary>The requirements by which uploads are resumable.</summary>
    IReadOnlyList<string> Resumable { get; }

    /// <summary>A creation of an upload of <paramref name="length"/> bytes with the first of them.</summary>
    WireRequest Create(int length, ReadOnlyMemory<byte> body);

    WireRequest Append(WireUrl url, long offset, ReadOnlyMemory<byte> body, bool isLast);

    /// <summary>A request without a body: HEAD, GET or DELETE.</summary>
    WireRequest Ask(string method, WireUrl url);

    /// <summary>Where a creation's answer says that the upload is.</summary>
    WireUrl? Made(Exchange created);

    /// <summary>The offset that a response reports reliably.</summary>
    long? Offset(Exchange answer);

    /// <summary>Where the answer to a completing request says that the result is.</summary>
    WireUrl? Result(Exchange answer);
}
