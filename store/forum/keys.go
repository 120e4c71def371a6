package forum

import (
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/sha256"
)

// Tags keep a signature or a key made for one purpose from ever being good for another.
const (
	certTag    = "moot/device/1\x00"
	inviteInfo = "moot/invite/1"
	proveInfo  = "moot/prove/1"
	bundleInfo = "moot/bundle/1"
	linkInfo   = "moot/link/1"
)

// CertifyDevice signs, with a person's key, that the device speaks for them. The person key is used for this and
// little else: day-to-day entries are signed by the device.
func CertifyDevice(person ed25519.PrivateKey, d Device) []byte {
	return ed25519.Sign(person, append([]byte(certTag), d[:]...))
}

// CheckCert says whether cert is the person's word that the device speaks for them. Errors: [*BadEntryError].
func CheckCert(p Person, d Device, cert []byte) error {
	if len(cert) != ed25519.SignatureSize || !ed25519.Verify(p[:], append([]byte(certTag), d[:]...), cert) {
		return bad("the certificate of its device is not the person's")
	}
	return nil
}

// PersonOf gives the person a private key belongs to.
func PersonOf(key ed25519.PrivateKey) Person { return Person(key.Public().(ed25519.PublicKey)) }

// DeviceOf gives the device a private key belongs to.
func DeviceOf(key ed25519.PrivateKey) Device { return Device(key.Public().(ed25519.PublicKey)) }

// InviteKey gives the key of an invite, whose public half is in the invite act, from the seed in the invite's text.
func InviteKey(seed []byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(derive(seed, inviteInfo))
}

// ProofKey gives the 32-byte key with which two members prove to each other, without naming the group, that they
// know its secret.
func ProofKey(secret []byte) []byte { return derive(secret, proveInfo) }

// BundleKey gives the 32-byte key that bundle files of the group are sealed with.
func BundleKey(secret []byte) []byte { return derive(secret, bundleInfo) }

// derive is HKDF-SHA256 (RFC 5869) with no salt. It fails only for outputs longer than 255 hashes, which 32 bytes are not.
func derive(secret []byte, info string) []byte {
	return must(hkdf.Key(sha256.New, secret, nil, info, 32))
}
