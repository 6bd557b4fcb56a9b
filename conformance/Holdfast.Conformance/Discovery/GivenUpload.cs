using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Discovery;

/// <summary>A fresh upload that the user made, on a server that lets nobody create one through tus.</summary>
/// <param name="Url">Where it is.</param>
/// <param name="Length">How many octets belong into it.</param>
internal sealed record GivenUpload(WireUrl Url, long Length);
