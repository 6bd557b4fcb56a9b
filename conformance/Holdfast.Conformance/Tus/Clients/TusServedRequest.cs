using System.Buffers;
using Holdfast.Conformance.Wire;
using Holdfast.Conformance.Wire.Serving;

namespace Holdfast.Conformance.Tus.Clients;

/// <summary>A client's request for an upload, the upload's state at that time, and the response.</summary>
/// <param name="request">The request.</param>
/// <param name="upload">The upload that it names; <see langword="null"/> where it names none.</param>
/// <param name="offset">The upload's offset at the time of the request.</param>
internal sealed class TusServedRequest(ServedRequest request, TusServedUpload? upload, long? offset)
{
    private readonly ArrayBufferWriter<byte> _body = new();

    public ServedRequest Request => request;

    public TusServedUpload? Upload => upload;

    public long? Offset => offset;

    /// <summary>Why the request is not carried out; <see langword="null"/> when it is.</summary>
    public ServedAnswer? Refusal { get; init; }

    /// <summary>The response; <see langword="null"/> when the request was cut.</summary>
    public ServedAnswer? Answer { get; set; }

    /// <summary>The number of bytes of the body that arrived.</summary>
    public int Received => _body.WrittenCount;

    public bool Is(string method) => request.MeantMethod == method;

    /// <summary>Receives bytes of the body, and appends them if the request is an append that is not refused.</summary>
    public void Receive(ReadOnlyMemory<byte> bytes)
    {
        _body.Write(bytes.Span);
        if (Refusal is null && Is("PATCH"))
        {
            upload!.Append(bytes.Span);
        }
    }

    public WireRequest ToRequest() => request.ToRequest(_body.WrittenSpan.ToArray());

    /// <summary>The request in words, for example <c>PATCH at 0</c>.</summary>
    public override string ToString() => Is("PATCH") ? $"PATCH at {request["Upload-Offset"] ?? "no offset"}" : request.MeantMethod;
}
