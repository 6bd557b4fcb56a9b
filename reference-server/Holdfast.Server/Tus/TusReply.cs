using Holdfast.Protocol;
using Holdfast.Protocol.Tus;

namespace Holdfast.Server;

/// <summary>An answer before it is written.</summary>
internal sealed class TusReply
{
    private readonly List<KeyValuePair<string, string>> _headers = [];

    private TusReply(int status, UploadError? error)
    {
        Status = status;
        Error = error;
    }

    public int Status { get; }

    public UploadError? Error { get; }

    public IReadOnlyList<KeyValuePair<string, string>> Headers => _headers;

    public static TusReply Ok(int status) => new(status, error: null);

    public static TusReply Refuse(UploadError error) => new(error.Status, error);

    public TusReply With(string header, string value)
    {
        _headers.Add(new(header, value));
        return this;
    }

    public TusReply With(string header, long value) => With(header, WireNumber.Format(value));
}
