using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Histories;

/// <summary>Reads the facts about uploads from a protocol's requests and responses.</summary>
internal interface IOperationReader
{
    /// <summary>Whether the protocol is the IETF draft, whose messages report more than those of tus.</summary>
    bool IsDraft { get; }

    /// <summary>
    /// The remaining life of the upload at <paramref name="now"/>, the time of the response; <see langword="null"/> when the response
    /// announces no end.
    /// </summary>
    TimeSpan? Lifetime(WireResponse answer, DateTimeOffset now);

    /// <summary>Fills in the facts of a request.</summary>
    Operation WithRequest(Operation begun, WireRequest request);

    /// <summary>Adds the data of an interim response.</summary>
    Operation WithInterim(Operation operation, WireResponse interim, TimeSpan at);

    /// <summary>Fills in the facts of the final response.</summary>
    Operation WithResponse(Operation operation, WireResponse answer);
}
