using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Histories;

/// <summary>Reads what a protocol's requests and answers say about uploads.</summary>
internal interface IOperationReader
{
    /// <summary>Whether the protocol is the IETF draft, which says more by itself than tus does.</summary>
    bool IsDraft { get; }

    /// <summary>
    /// How long the upload lives from <paramref name="now"/> on, when the answer came; <see langword="null"/> where the answer announces no
    /// end.
    /// </summary>
    TimeSpan? Lifetime(WireResponse answer, DateTimeOffset now);

    /// <summary>Fills in what a request asks.</summary>
    Operation WithRequest(Operation begun, WireRequest request);

    /// <summary>Adds the data of an interim response.</summary>
    Operation WithInterim(Operation operation, WireResponse interim, TimeSpan at);

    /// <summary>Fills in what the final answer says.</summary>
    Operation WithResponse(Operation operation, WireResponse answer);
}
