using System.Buffers;
using System.Globalization;

namespace Holdfast.Client.Exchanges;

/// <summary>
/// Reads the responses to one request as their bytes arrive. Interim responses are told to the exchange and taken out, except for 100,
/// which <see cref="HttpClient"/> waits for: it would skip them, and count them all against its limit of 64 KiB of header fields.
/// </summary>
internal sealed class ResponseObserver(Exchange exchange)
{
    // As HttpClient's own limit for a head; what is longer is passed on for it to refuse.
    private const int MaxHead = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _head = new();
    private bool _headPassed;

    /// <summary>Takes the next bytes and passes on those that <see cref="HttpClient"/> is to see.</summary>
    public void Observe(ReadOnlySpan<byte> bytes, IBufferWriter<byte> passed)
    {
        if (_headPassed)
        {
            exchange.AddToFinal(bytes);
            passed.Write(bytes);
            return;
        }

        _head.Write(bytes);
        while (!_headPassed && _head.WrittenCount > 0)
        {
            var waiting = _head.WrittenSpan;
            var end = waiting.IndexOf("\r\n\r\n"u8);
            if (end < 0 && waiting.Length <= MaxHead)
            {
                return;
            }

            var head = end < 0 ? null : ResponseHead.Parse(waiting[..(end + 2)]);
            if (head is { IsInterim: true } && head.Status != 101)
            {
                if (head.Status == 100)
                {
                    passed.Write(waiting[..(end + 4)]);
                }
                else
                {
                    exchange.OnInterim(head);
                }

                var rest = waiting[(end + 4)..].ToArray();
                _head.Clear();
                _head.Write(rest);
                continue;
            }

            _headPassed = true;
            passed.Write(waiting);
            if (head is not null)
            {
                exchange.OnFinal(head, LengthOf(head));
                exchange.AddToFinal(waiting[(end + 4)..]);
            }
        }
    }

    // RFC 9112, 6.3; null: not known before the end. A chunked body is not decoded here, because only its text for people is wanted.
    private static long? LengthOf(ResponseHead head) => head.Status is 204 or 304 ? 0
        : head["Transfer-Encoding"] is null
            && long.TryParse(head["Content-Length"], NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : null;
}
