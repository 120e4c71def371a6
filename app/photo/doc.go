// Package photo makes pictures fit to be shared and safe to be shown.
//
// [Prepare] is for a file that this person adds: what the camera wrote into a photo, such as the place where it was taken, is
// left out, the picture is turned upright, and a small one is made for the record. [Decode] is for a picture from
// anybody: its size is looked at before room is made for it.
//
// It knows JPEG, PNG, GIF (the first picture of it) and WebP. Everything else is a file to be kept and saved, never opened here.
package photo
