using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Walks;

/// <summary>The state of one of a walk's uploads, as far as the responses showed it.</summary>
internal sealed class WalkedUpload(int number, int length)
{
    private readonly Lock _gate = new();
    private WireUrl? _url;
    private WireUrl? _result;
    private long _offset;
    private bool _isDeleted;

    public int Number => number;

    public int Length => length;

    /// <summary>Where it is; <see langword="null"/> until a creation was answered.</summary>
    public WireUrl? Url
    {
        get
        {
            lock (_gate)
            {
                return _url;
            }
        }
    }

    /// <summary>The URL for downloading its content.</summary>
    public WireUrl? Content
    {
        get
        {
            lock (_gate)
            {
                return _result ?? _url;
            }
        }
    }

    /// <summary>The last reported offset.</summary>
    public long Offset
    {
        get
        {
            lock (_gate)
            {
                return _offset;
            }
        }
    }

    /// <summary>Whether a DELETE was sent: from then on the upload may be removed at any time.</summary>
    public bool IsDeleted
    {
        get
        {
            lock (_gate)
            {
                return _isDeleted;
            }
        }
    }

    public void Delete()
    {
        lock (_gate)
        {
            _isDeleted = true;
        }
    }

    public void Learn(WireUrl? url, long? offset, WireUrl? result)
    {
        lock (_gate)
        {
            _url = url ?? _url;
            _offset = offset ?? _offset;
            _result = result ?? _result;
        }
    }
}
