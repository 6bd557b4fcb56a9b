using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Walks;

/// <summary>A transfer whose client stopped sending.</summary>
/// <param name="Upload">Its upload.</param>
/// <param name="Connection">Its connection.</param>
/// <param name="Request">Its request.</param>
/// <param name="Sent">The number of bytes of the body that were sent.</param>
/// <param name="IsLast">Whether it completes the upload.</param>
internal sealed record StalledTransfer(WalkedUpload Upload, WireConnection Connection, WireRequest Request, int Sent, bool IsLast);
