using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Steps;

/// <summary>
/// The parts that tus and the draft share under different names: requests of a correct client, and the contents of responses.
/// </summary>
internal interface IResumableProtocol
{
    /// <summary>Whether an upload ends by a request that says so, and not by its last byte.</summary>
    bool EndsByRequest { get; }

    /// <summary>Whether a server may send interim responses before the final one.</summary>
    bool SendsInterimResponses { get; }

    /// <summary>
    /// A creation of an upload of <paramref name="length"/> bytes with the first of them, if the target accepts bytes in a creation.
    /// </summary>
    WireRequest Create(int length, ReadOnlyMemory<byte> content = default);

    /// <summary>The upload's URL from the response to a creation, or from an interim response before it.</summary>
    WireUrl? Location(Exchange created);

    /// <summary>An append; <paramref name="isLast"/> says that it is the last one.</summary>
    WireRequest Append(WireUrl url, string offset, ReadOnlyMemory<byte> content, bool isLast);

    /// <summary>A request without a body: HEAD, GET or DELETE.</summary>
    WireRequest Request(string method, WireUrl url);

    /// <summary>A request that every server answers and that changes nothing.</summary>
    WireRequest Probe(WireUrl url);

    /// <summary>The URL of the content from the response that completed an upload; <see langword="null"/> for the upload's URL.</summary>
    WireUrl? Result(Exchange answer);

    /// <summary>The offset that a response reports reliably.</summary>
    long? Offset(Exchange answer);

    /// <summary>Whether a response to HEAD reports the upload as complete; <see langword="null"/> if it doesn't say.</summary>
    bool? IsComplete(Upload upload, Exchange head);

    /// <summary>Whether a response to HEAD reports the upload as not found.</summary>
    bool IsGone(Exchange head);

    /// <summary>The remaining lifetime of an unfinished upload, if the response has it.</summary>
    TimeSpan? Lifetime(Exchange answer);

    /// <summary>The numbers of the requirements that a promise follows from; none if the protocol does not make it.</summary>
    IReadOnlyList<string> Requirements(Promise promise);
}
