namespace Holdfast.Conformance.Wire;

/// <summary>A server sent more than <see cref="ReadingLimits"/> permits to read.</summary>
/// <param name="what">The data that it sent, for example <c>a response head of more than 256 KiB</c>.</param>
internal sealed class BeyondLimitException(string what) : Exception(what);
