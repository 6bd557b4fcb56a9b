using Holdfast.Protocol.Tus;

namespace Holdfast.Server.Tus;

/// <summary>One demand on a request: null when it is met.</summary>
internal delegate UploadError? Requirement(TusRequest request);
