using System.Globalization;

namespace Holdfast.Conformance.Wire;

/// <summary>The responses to one request: interim responses, and either a final response or an end without one.</summary>
/// <param name="Interim">Responses with a 1xx status, in order.</param>
/// <param name="Response">The final response, or <see langword="null"/> when none came.</param>
/// <param name="End">The state of the connection when reading stopped.</param>
internal sealed record Exchange(IReadOnlyList<WireResponse> Interim, WireResponse? Response, WireEnd End)
{
    /// <summary>The request; <see langword="null"/> when the case wrote the head byte by byte.</summary>
    public WireRequest? Request { get; init; }

    /// <summary>The method that the server was to carry out; empty where nothing was read.</summary>
    public string Method { get => Request?.MeantMethod ?? field; init; } = "";

    /// <summary>The data that came instead of a response: it exceeds <see cref="ReadingLimits"/>, or is not HTTP.</summary>
    public string? Instead { get; init; }

    /// <summary>The final status, or <see langword="null"/> when there was no response.</summary>
    public int? Status => Response?.Status;

    /// <summary>Whether the final response has one of <paramref name="statuses"/>.</summary>
    public bool Is(params ReadOnlySpan<int> statuses) => Status is { } status && statuses.Contains(status);

    public bool IsSuccess => Status is >= 200 and < 300;

    public bool IsClientError => Status is >= 400 and < 500;

    /// <summary>Whether the server asks for a retry later: 429 (RFC 6585, 4), or 503 with Retry-After (RFC 9110, 15.6.4).</summary>
    public bool AsksToWait => Status == 429 || (Status == 503 && this["Retry-After"] is not null);

    /// <summary>A field of the final response, or <see langword="null"/>.</summary>
    public string? this[string field] => Response?.Fields[field];

    /// <summary>The outcome in words: a status, or the event instead.</summary>
    public string Outcome => Response?.ToString() ?? Instead ?? End switch
    {
        WireEnd.Open => "no response in time",
        WireEnd.Closed => "connection closed without a response",
        WireEnd.Reset => "connection reset without a response",
        _ => "something that is not an HTTP response",
    };

    /// <summary>The number in a field, when it is one or more ASCII digits and fits (tus 1.0.0: a non-negative integer).</summary>
    public long? Number(string field) =>
        this[field] is { } text && text.Length > 0 && text.All(char.IsAsciiDigit)
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
