using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Resilience;

/// <summary>What tus and the draft have in common under another name, as far as a broken network shows it.</summary>
internal interface IResumableProtocol
{
    ServerCaseContext Context { get; }

    /// <summary>Where uploads are created.</summary>
    WireUrl Endpoint { get; }

    /// <summary>Whether an upload ends by a request that says so, and not by its last byte.</summary>
    bool EndsByRequest { get; }

    /// <summary>An upload without any bytes yet, which must be given.</summary>
    Task<Upload> NewAsync(int length);

    /// <summary>A creation without bytes.</summary>
    WireRequest Create(int length);

    /// <summary>Where an answer to a creation says that the upload is.</summary>
    WireUrl? Location(Exchange created);

    /// <summary>An append at <paramref name="offset"/>; it ends the upload when it reaches the upload's length.</summary>
    WireRequest Append(Upload upload, string offset, ReadOnlyMemory<byte> octets);

    /// <summary>A request of the protocol without a body.</summary>
    WireRequest Request(string method, WireUrl url);

    /// <summary>A request that everybody answers and that changes nothing.</summary>
    WireRequest Probe(WireUrl url);

    /// <summary>Where the bytes of a finished upload may be read; <paramref name="last"/> is the answer that finished it.</summary>
    (WireRequest Request, WireUrl Url) Read(Upload upload, Exchange? last);

    long? Offset(Exchange answer);

    /// <summary>The remaining lifetime of an unfinished upload, if the response has it.</summary>
    TimeSpan? Lifetime(Exchange answer);

    /// <summary>The smallest length from <paramref name="octets"/> on that bytes before the last may have.</summary>
    int Chunk(int octets);

    /// <summary>The numbers of the requirements that a promise follows from.</summary>
    IReadOnlyList<string> Requirements(Promise promise);
}
