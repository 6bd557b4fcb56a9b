using System.Globalization;

namespace Holdfast.Conformance.Discovery;

/// <summary>The uploads that the user gave. Each is used once; a case takes one of exactly the length that it needs.</summary>
internal sealed class GivenUploads(IEnumerable<GivenUpload> uploads)
{
    private readonly Lock _gate = new();
    private readonly List<GivenUpload> _left = [.. uploads];
    private readonly SortedDictionary<long, int> _wanted = [];

    public static GivenUploads None { get; } = new([]) { IsGiven = false };

    /// <summary>Whether the user gave any.</summary>
    public bool IsGiven { get; private init; } = true;

    /// <summary>An upload of <paramref name="length"/> bytes, or <see langword="null"/> when there is none left.</summary>
    public GivenUpload? Take(long length)
    {
        lock (_gate)
        {
            var found = _left.Find(upload => upload.Length == length);
            if (found is null)
            {
                _wanted[length] = _wanted.GetValueOrDefault(length) + 1;
            }
            else
            {
                _left.Remove(found);
            }

            return found;
        }
    }

    /// <summary>
    /// The uploads that the user should add so that the remaining cases can run, for example <c>3 of 5 bytes, 1 of 10 bytes</c>; else
    /// <see langword="null"/>.
    /// </summary>
    public string? Wanted()
    {
        lock (_gate)
        {
            return _wanted.Count == 0 ? null
                : string.Join(
                    ", ", _wanted.Select(want => string.Create(CultureInfo.InvariantCulture, $"{want.Value} of {want.Key} bytes")));
        }
    }
}
